/**
 * The script of a worksheet: its button prints it.
 * Knows the button. Does not know the sheet, which is complete as it comes.
 */

document.getElementById('print')?.addEventListener('click', () => print());
