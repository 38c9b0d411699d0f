/**
 * Knows every room of the page and wires them together: store, session, player, panels, keys, the address bar.
 * Does not know how any of them works.
 */

import { firstRun } from './first.js';
import { followDatasets } from './net/catalogue.js';
import { getClosedForm, getDirections, getFactors, getForms, getGraph, getUpdate, listBugs, listPresets } from './net/api.js';
import { createCommands } from './net/commands.js';
import { follow } from './net/following.js';
import { openLink } from './net/opening.js';
import { createSession } from './net/session.js';
import { createChart } from './panels/bottom/chart.js';
import { createGrip } from './panels/nudge/grip.js';
import { createInspector } from './panels/inspector/inspector.js';
import { listenToKeys } from './panels/keyboard.js';
import { createLazily } from './panels/lazy.js';
import { createNarration } from './panels/bottom/narration.js';
import { createPad, placePad } from './panels/stage/pad.js';
import { createPen } from './panels/stage/pen.js';
import { createStage } from './panels/stage/stage.js';
import { createStrip } from './panels/stage/strip.js';
import { createTimeline } from './panels/bottom/timeline.js';
import { createTopBar } from './panels/topbar.js';
import { createTransport } from './panels/bottom/transport.js';
import { firstTheme, keepTheme } from './page/theme.js';
import { failureText } from './protocol/messages.js';
import { decodeAddress, encodeAddress } from './state/address.js';
import { closedFormQuestion, directionsQuestion, parameterQuestion, updateQuestion } from './state/asking.js';
import { formsQuestion } from './state/forms.js';
import { graphQuestion } from './state/graph.js';
import { createPlayer } from './state/player.js';
import { FIRST_STATE, isRunning, reduce } from './state/reduce.js';
import { createStore } from './state/store.js';

/** @typedef {import('./state/shape.js').State} State */
/** @typedef {import('./protocol/types.js').Target} Target */

const ADDRESS_MS = 300;

const store = createStore(reduce, { ...FIRST_STATE, theme: firstTheme() });
const { get } = store;
// Before any panel reads a colour.
document.documentElement.dataset.theme = get().theme;
/** @param {Partial<State>} changes */
const set = (changes) => store.dispatch({ type: 'set', changes });

const session = createSession(store);
const player = createPlayer({
  store,
  requestFrame: (callback) => requestAnimationFrame(callback),
  reducedMotion: () => matchMedia('(prefers-reduced-motion: reduce)').matches,
  onEnd: () => void commands.continuePlaying(),
});
const commands = createCommands({ store, session, player });

/** What is tried belongs to the selection. @param {Target | null} selection */
function select(selection) {
  if (get().frame?.detail.tried) commands.letGo();
  set({ selection, highlight: null, lit: null });
}
/** @param {State['panel']} panel */
const togglePanel = (panel) => set({ panel: get().panel === panel ? null : panel });
const closePanel = () => set({ panel: null });
const toggleTheme = () => {
  const theme = get().theme === 'dark' ? 'light' : 'dark';
  keepTheme(theme);
  set({ theme });
};

function escape() {
  const { panel, note } = get();
  if (panel !== null) closePanel();
  else if (note !== null) set({ note: null });
  else select(null);
  document.getElementById('picture')?.focus();
}

function address() {
  writeAddress();
  return location.href;
}

async function copyLink() {
  const what = isRunning(get()) ? 'It opens this run; pause first to share a single step.' : 'It opens this very picture.';
  try {
    await navigator.clipboard.writeText(address());
    session.tell('Link copied.', what);
  } catch {
    session.tell('Copy the address bar.', 'The browser did not allow the page to copy. ' + what);
  }
}

/** @type {Promise<unknown> | null} */
let paper = null;
/** What is printed is written by a module of its own, which is fetched for the first print. */
async function printLab() {
  try {
    await (paper ??= import('./panels/drawers/paper.js').then(({ createPaper }) => createPaper({ get, moment: stage.moment, address })));
    print();
  } catch {
    paper = null;
    notFetched();
  }
}

/** @param {number[][][]} strokes @param {boolean} active */
function draw(strokes, active) {
  set({ drawing: { strokes, active } });
  commands.watchDrawing(strokes, get().frame?.detail.sample.target ?? 0);
}

function undo() {
  const strokes = get().drawing.strokes.slice(0, -1);
  if (strokes.length > 0) draw(strokes, false);
  else void commands.followTraining();
}

const pen = createPen({
  get,
  layout: () => stage.layout(),
  draw,
  point: (point) => commands.watchPoint(point, get().frame?.detail.sample.target ?? 0),
});
const stage = createStage({ get, select, hover: (hover) => set({ hover }), pen, grip: createGrip({ get, commands, begin: () => set({ tab: 'nudge' }) }), placed: placePad });

function notFetched() {
  session.tell('This part of the page could not be fetched.', 'Once the server answers, open it again. If that does not help, reload the page: the address keeps your place.');
}
const leaveTour = () => set({ tour: null });
/** @type {ReturnType<typeof import('./net/touring.js').createTouring> | null} */
let touring = null;
/** @param {number} place */
async function onTour(place) {
  try {
    touring ??= (await import('./net/touring.js')).createTouring(session, store);
    await touring.go(place);
  } catch (error) {
    session.tell('This stop could not be opened.', failureText(error));
  }
}

/** A drawer whose code is fetched when it is first opened. @param {State['panel']} panel @param {() => Promise<import('./panels/lazy.js').Show>} load */
function drawer(panel, load) {
  const isWanted = (/** @type {State} */ state) => state.panel === panel;
  const failed = () => {
    if (isWanted(get())) closePanel();
    notFetched();
  };
  return createLazily({ isWanted, load, failed });
}

/** @type {((state: State, previous: State) => void)[]} */
const panels = [
  stage.show,
  createTopBar({ togglePanel, toggleTheme }),
  createPad({ commands, undo, clear: () => void commands.followTraining(), toggleWishes: () => store.dispatch({ type: 'view', changes: { wishes: !get().view.wishes } }) }),
  createStrip(commands.watchSample),
  createInspector({ commands, select, light: (highlight) => set({ highlight }), lightRow: (lit) => set({ lit }), chooseTab: (tab) => set({ tab, lit: null, highlight: null }), speakPlainly: (plain) => set({ plain }) }, notFetched),
  createTransport(commands),
  createTimeline(get, commands),
  createNarration(get, act),
  createChart(get, (changes) => set({ chart: { ...get().chart, ...changes } })),
  drawer('settings', async () => (await import('./panels/drawers/settings.js')).createSettings(get, commands, closePanel)),
  drawer('examples', async () => (await import('./panels/drawers/examples.js')).createExamples({ load: listPresets, open: commands.openPreset, show: (panel) => set({ panel }), close: closePanel })),
  drawer('numbers', async () => (await import('./panels/drawers/numbers.js')).createNumbers({ open: commands.openPreset, close: closePanel })),
  drawer('museum', async () => (await import('./panels/drawers/museum.js')).createMuseum({ loadPresets: listPresets, loadBugs: listBugs, tryBug: (await import('./net/museum.js')).tryBug, open: commands.openPreset, close: closePanel })),
  createLazily({
    isWanted: ({ tour }) => tour !== null,
    load: async () => (await import('./panels/drawers/tour.js')).createTour({ go: onTour, leave: leaveTour }),
    failed: () => {
      leaveTour();
      notFetched();
    },
  }),
  drawer('table', async () => (await import('./panels/drawers/twin.js')).createTwin(closePanel, () => set({ panel: 'share' }))),
  drawer('graph', async () => (await import('./panels/graph/graph.js')).createGraph({ get, select, close: closePanel })),
  drawer('share', async () => (await import('./panels/drawers/share.js')).createShare({ get, moment: stage.moment, address, copyLink, print: printLab, tell: session.tell, close: closePanel })),
  drawer('help', async () => (await import('./panels/drawers/help.js')).createHelp(() => get().panel === 'help' && closePanel())),
];

/** @param {string} intent the name of a command, from a note's or state's button */
function act(intent) {
  /** @type {Record<string, () => unknown>} */
  const intents = { lowerRate: commands.lowerRate, restart: commands.restart, usePen: commands.usePen, rebuild: open, retryNow: commands.retryNow, dismiss: commands.dismiss, letGo: commands.letGo };
  intents[intent]?.();
}

/** However often the state changes, the page is written once for each frame of the display. */
let shown = get();
let writing = false;
function write() {
  writing = false;
  const state = get();
  const previous = shown;
  shown = state;
  if (state.theme !== previous.theme) document.documentElement.dataset.theme = state.theme;
  for (const show of panels) show(state, previous);
  stage.paint(); // so that picture and words always speak of the same frame
}
function writeSoon() {
  if (writing) return;
  writing = true;
  requestAnimationFrame(write);
}
store.subscribe(writeSoon);
addEventListener('resize', writeSoon); // a narrow page has other words

let writtenHash = '';
function writeAddress() {
  const hash = encodeAddress(get(), isRunning(get()));
  if (hash === '' || hash === writtenHash || get().rebuilding) return;
  writtenHash = hash;
  history.replaceState(null, '', '#' + hash);
}
/** @type {ReturnType<typeof setTimeout> | undefined} */
let addressTimer;
store.subscribe(() => {
  addressTimer ??= setTimeout(() => {
    addressTimer = undefined;
    if (!following) writeAddress();
  }, ADDRESS_MS);
});

/** A link that names a stop of the tour and nothing else opens that stop. @param {import('./state/address.js').Link} link @param {typeof firstRun} first */
async function openAddress(link, first) {
  if (link.tour !== null && link.job === null && link.step === null) return onTour(link.tour);
  set({ tour: link.tour });
  await openLink(link, session, store, first);
}

/** Links are followed one at a time: of those that come meanwhile the last comes next. The address is written when none is left. */
let following = false;
/** @param {typeof firstRun} [first] */
async function open(first = null) {
  if (following) return;
  following = true;
  for (let hash = null; hash !== location.hash; first = null) {
    hash = location.hash;
    try {
      await openAddress(decodeAddress(hash), first);
    } catch (error) {
      session.tell('The run could not be opened.', failureText(error));
    }
  }
  following = false;
  writeAddress();
}

listenToKeys({ get, commands, goOn: () => void onTour((get().tour ?? 0) + 1), select, escape, toggleTheme, togglePanel, print: () => void printLab() });
followDatasets(store);
follow(store, 'factors', parameterQuestion, getFactors);
follow(store, 'forms', formsQuestion, getForms);
follow(store, 'update', updateQuestion, getUpdate);
follow(store, 'directions', directionsQuestion, getDirections);
follow(store, 'closedForm', closedFormQuestion, getClosedForm);
follow(store, 'graph', graphQuestion, getGraph);
addEventListener('hashchange', () => {
  if (location.hash.slice(1) !== writtenHash) void open();
});
write();
void open(firstRun);
