/* What a widget cannot be given from Python, once for the page: names, an announced answer, keys left to the lists. */
if (!window.ilsAccess) {
  window.ilsAccess = true;
  const mend = () => {
    /* ipywidgets gives the handle of a slider no name. */
    for (const handle of document.querySelectorAll('.ils-explorer .noUi-handle:not([aria-label])')) {
      const label = handle.closest('.widget-slider').querySelector('.widget-label');
      if (label) handle.setAttribute('aria-label', label.textContent);
    }
    /* A screen reader says a change only of a region that was there, and marked, before. */
    for (const said of document.querySelectorAll('.ils-said .widget-html-content:not([aria-live])')) {
      said.setAttribute('aria-live', 'polite');
      said.setAttribute('aria-atomic', 'true');
    }
  };
  new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
  mend();
  /* JupyterLab and Notebook 7 take arrow keys and letters away from a list that has the focus: they go to another cell,
     or add one (jupyter-widgets/ipywidgets#3912). This attribute is JupyterLab's own way out. */
  document.addEventListener('focusin', event => {
    if (event.target.matches('.jupyter-widgets select')) {
      event.target.setAttribute('data-lm-suppress-shortcuts', 'true');
    }
  }, true);
}
