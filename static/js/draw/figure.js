/**
 * The two 2-D sheets round the edges: the pad behind them, and neurons, answers, words and marks in front.
 * Knows: the order of painting. Does not know: how edges are painted, when to paint.
 */

import { paintHeads } from './heads.js';
import { paintLegend } from './legend.js';
import { paintMarks } from './marks.js';
import { paintNeurons } from './neurons.js';
import { paintOutputs } from './outputs.js';
import { createPadPainter, paintStrokes } from './pad.js';
import { paintPlane } from './plane.js';
import { paintWay } from './way.js';

/** @typedef {import('./sheet.js').Sheet} Sheet */

/** @param {Document} document */
export function createBackPainter(document) {
  const paintPad = createPadPainter(document);
  return (/** @type {Sheet} */ s) => {
    if (s.layout.input === 'image') paintPad(s);
    else if (s.layout.input === 'plane') paintPlane(s);
  };
}

/** @param {Sheet} s */
export function paintFront(s) {
  if (s.view.way) paintWay(s, s.view.way);
  paintHeads(s);
  paintNeurons(s);
  paintOutputs(s);
  paintLegend(s);
  paintMarks(s);
}

/**
 * Nothing has arrived yet: outlines only, and the pen if it is down.
 * @param {Pick<Sheet, 'c' | 'layout' | 'theme' | 'view'>} s
 */
export function paintOutlines({ c, layout, theme, view }) {
  c.strokeStyle = theme.outline;
  c.lineWidth = 1.25;
  for (const column of layout.columns) {
    if (!column) continue;
    for (let i = 0; i < column.neurons.length; i++) {
      c.beginPath();
      c.arc(column.x[i], column.y[i], column.radius, 0, 7);
      c.stroke();
    }
  }
  c.fillStyle = `rgb(${theme.empty.join()})`;
  if (layout.input !== 'column') c.fillRect(layout.pad.x, layout.pad.y, layout.pad.size, layout.pad.size);
  if (view.strokes) paintStrokes({ c, layout, theme }, view.strokes);
}
