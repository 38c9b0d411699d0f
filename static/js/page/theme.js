/**
 * Knows the theme that is kept for every page.
 * Does not know what is painted, nor who turns it.
 */

export const THEME_KEY = 'nudge.theme';

/** @returns {'dark' | 'light'} the one that was chosen, else the one that the system prefers */
export function firstTheme() {
  const kept = localStorage.getItem(THEME_KEY);
  if (kept === 'dark' || kept === 'light') return kept;
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}

/** @param {'dark' | 'light'} theme */
export const keepTheme = (theme) => localStorage.setItem(THEME_KEY, theme);
