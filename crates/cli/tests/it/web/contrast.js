// Texts of this page that do not stand out from what is behind them by 4.5:1, one line for each.
// Texts in pictures stand on shapes, not on boxes; the style sheet's own test holds their colours.
const parse = (colour) => colour.match(/[\d.]+/g).map(Number);
const channel = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);

function ground(element) {
  for (let box = element; box; box = box.parentElement) {
    const [r, g, b, alpha = 1] = parse(getComputedStyle(box).backgroundColor);
    if (alpha > 0) return [r, g, b];
  }
  return [255, 255, 255];
}

const weak = new Set();
let texts = 0;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const element = node.parentElement;
  if (!node.textContent.trim() || element.closest("svg, script, option, optgroup") || !element.checkVisibility()) continue;
  texts += 1;
  const [a, b] = [parse(getComputedStyle(element).color), ground(element)].map(luminance);
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) weak.add(`${ratio.toFixed(2)}: ${element.outerHTML.slice(0, 120)}`);
}
return { texts, weak: [...weak], paper: luminance(ground(document.body)) };
