/**
 * Knows which term or index the pointer or the focus is on, and how arrow keys walk the terms of a block: one stop of Tab each.
 * Does not know what a term means.
 */

/** @typedef {HTMLElement & {indices?: (number | string)[]}} Pointed */

/** @param {EventTarget | null} target @param {string} selector */
const within = (target, selector) => (target instanceof Element ? target.closest(selector) : null);

/** @param {Element} block */
const termsOf = (block) => [.../** @type {NodeListOf<HTMLElement>} */ (block.querySelectorAll('[data-term][tabindex]'))].filter((one) => one.checkVisibility());

/** @param {KeyboardEvent} event */
const stepOf = (event) => ({ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key] ?? 0);

/**
 * @param {HTMLElement} root
 * @param {HTMLElement[]} blocks
 * @param {(term: Pointed | null, letter: string | null) => void} tell called when it is another one
 */
export function followPointer(root, blocks, tell) {
  /** @type {[Element | null, string | null]} */
  let pointed = [null, null];

  /** @param {Element | null} term @param {string | null} letter */
  function point(term, letter) {
    if (term === pointed[0] && letter === pointed[1]) return;
    pointed = [term, letter];
    tell(term instanceof HTMLElement ? term : null, letter);
  }
  /** @param {Event} event */
  const enter = (event) => point(within(event.target, '[data-term]'), within(event.target, '[data-letter]')?.getAttribute('data-letter') ?? null);
  const leave = () => point(null, null);
  root.addEventListener('pointerover', enter);
  root.addEventListener('pointerleave', leave);
  root.addEventListener('focusin', enter);
  root.addEventListener('focusout', leave);

  for (const block of blocks) {
    const first = block.querySelector('[data-term][tabindex]');
    if (first instanceof HTMLElement) first.tabIndex = 0;
    block.addEventListener('keydown', (event) => {
      const step = stepOf(event);
      const own = within(event.target, '[data-term][tabindex]');
      if (step === 0 || !(own instanceof HTMLElement)) return;
      event.preventDefault();
      event.stopPropagation(); // arrows are phases elsewhere
      const all = termsOf(block);
      const next = all[(all.indexOf(own) + step + all.length) % all.length];
      own.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    });
  }
}
