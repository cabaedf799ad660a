'use strict';

// Copy buttons, the search among layers, and the maps that come into view.
(() => {
  const body = document.body;

  for (const button of document.querySelectorAll('button.copy')) {
    const text = button.textContent;
    button.hidden = false;
    button.setAttribute('aria-live', 'polite');
    button.addEventListener('click', async () => {
      button.textContent = (await copy(button)) ? body.dataset.copied : body.dataset.copyFailed;
      setTimeout(() => { button.textContent = text; }, 2000);
    });
  }

  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      return true;
    } catch { // no clipboard without https: select the text, so that a key copies it
      const range = document.createRange();
      range.selectNodeContents(button.previousElementSibling);
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      return document.execCommand('copy');
    }
  }

  const find = document.getElementById('find');
  if (find) {
    find.closest('label').hidden = false;
    find.addEventListener('input', () => {
      const wanted = find.value.trim().toLowerCase();
      for (const layer of document.querySelectorAll('article.layer')) {
        const text = layer.querySelector('.about').textContent.toLowerCase();
        layer.hidden = !text.includes(wanted);
        document.querySelector(`.index a[href="#${layer.id}"]`).parentElement.hidden = layer.hidden;
      }
    });
  }

  const seen = new IntersectionObserver((entries) => {
    for (const e of entries) {
      if (e.isIntersecting) {
        seen.unobserve(e.target);
        new SlippyMap(e.target);
      }
    }
  }, { rootMargin: '200px' });
  document.querySelectorAll('.map').forEach((map) => seen.observe(map));
})();
