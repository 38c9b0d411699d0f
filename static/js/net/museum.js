/**
 * Knows how a bug is tried: two jobs with the same seeds, one with it and one without, and their measurements as they come.
 * Does not know predictions, curves on a canvas or the lab's own run.
 */

import { isEnd } from '../protocol/states.js';
import { createJob, getEvents, getJob } from './api.js';
import { repeat } from './repeat.js';

/** @typedef {import('../state/museum.js').Course} Course */
/** @typedef {import('../state/shape.js').Job} Job */

const PAGE = 5000;

/** @returns {Course} */
const nothingYet = () => ({ x: [], y: [], ratios: [], angles: [], ended: false, diverged: false, progress: 0 });

/** The first point is the cost of the first batch; then each measurement on the test samples. @param {Course} course @param {Record<string, any>} event */
function withMetric(course, event) {
  const begin = course.x.length === 0 && event.dots.cost.length > 0 ? [event.dots.cost[0]] : [];
  return {
    ...course,
    x: [...course.x, ...begin.map(() => 0), event.samples],
    y: [...course.y, ...begin, event.test_cost],
    ratios: [...course.ratios, event.bug_ratios ?? []],
    angles: event.bug_angles ?? [],
  };
}

/** @param {string} id */
function createWatcher(id) {
  let course = nothingYet();
  let after = 0;
  /** @returns {Promise<Course>} */
  return async () => {
    const job = await getJob(id);
    const { data, next_after: next } = await getEvents(id, after, PAGE);
    after = next;
    for (const event of data) if (event.kind === 'metric') course = withMetric(course, event);
    const ended = isEnd(job.state);
    course = { ...course, ended, diverged: job.reason === 'diverged', progress: ended ? 1 : (job.progress ?? 0) };
    return course;
  };
}

/**
 * Trains twice and tells how far both are until both have ended. Raises what the server refuses.
 * @param {import('../state/museum.js').Experiment} experiment
 * @param {string[]} bugs what the one run does wrong
 * @param {string[]} both what both runs do wrong
 * @param {(right: Course, buggy: Course) => void} tell
 * @param {() => boolean} isWanted
 * @returns {Promise<Job>} the job with the bug
 */
export async function tryBug({ title, spec }, bugs, both, tell, isWanted) {
  const about = { lifetime: 'until_done', labels: { museum: bugs.join(' ') } };
  const buggy = await createJob({ ...spec, ...about, name: `${title}, with a bug`, bugs: [...both, ...bugs] });
  const right = await createJob({ ...spec, ...about, name: `${title}, without`, bugs: both });
  const watchers = [createWatcher(right.id), createWatcher(buggy.id)];
  await repeat(async () => {
    const [one, other] = await Promise.all(watchers.map((watch) => watch()));
    const wanted = isWanted();
    if (wanted) tell(one, other);
    return !wanted || (one.ended && other.ended);
  });
  return buggy;
}
