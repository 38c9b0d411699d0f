import assert from 'node:assert/strict';
import test from 'node:test';
import { RIBBON_FRAGMENT, RIBBON_VERTEX } from '../../../static/js/draw/shaders.js';
import { flowAlpha, flowWidth, nudgeAlpha, nudgeWidth } from '../../../static/js/scene/strokes.js';

const evaluate = (expression, names) => new Function(...Object.keys(names), `const pow = Math.pow; return ${expression}`)(...Object.values(names));
const found = (source, pattern) => {
  const match = source.match(pattern);
  assert.ok(match, `${pattern} is not in the shader`);
  return match[1];
};

test('the shader repeats the stroke functions of scene/strokes.js', () => {
  const flow = found(RIBBON_VERTEX, /flow = mf < \.001 \? rest : ([^;]+);/);
  const nudge = found(RIBBON_VERTEX, /nudge = \(crowded > \.5 \? \.62 : 1\.\) \* ([^;]+);/);
  const strongFlow = found(RIBBON_FRAGMENT, /flowStrong \? ([^:]+) :/);
  const crowdedNudge = found(RIBBON_FRAGMENT, /: crowded > \.5 \? ([^:]+) :/);
  for (const m of [0.05, 0.3, 0.8, 1]) {
    assert.ok(Math.abs(evaluate(flow, { mf: m }) - flowWidth(m)) < 1e-9);
    assert.ok(Math.abs(evaluate(nudge, { m }) - nudgeWidth(m, false)) < 1e-9);
    assert.ok(Math.abs(evaluate(strongFlow, { mf: m }) - flowAlpha(m, true)) < 1e-9);
    assert.ok(Math.abs(evaluate(crowdedNudge, { m }) - nudgeAlpha(m, true, true)) < 1e-9);
  }
});
