/**
 * The script of a question's own page: fetches the experiment that the page names, if it names one.
 * Does not know what an experiment does. The lab below it is a page of its own.
 */

import { firstTheme } from './page/theme.js';

/** @type {Record<string, () => Promise<(root: HTMLElement) => void>>} */
const EXPERIMENTS = {
  starts: async () => (await import('./questions/starts.js')).createStarts,
  depth: async () => (await import('./questions/depth.js')).createDepth,
  memorising: async () => (await import('./questions/memorising.js')).createMemorising,
  shared: async () => (await import('./questions/shared.js')).createShared,
};

document.documentElement.dataset.theme = firstTheme();

const root = document.getElementById('experiment');
if (root) {
  const create = await EXPERIMENTS[root.dataset.name ?? '']();
  create(root);
}
