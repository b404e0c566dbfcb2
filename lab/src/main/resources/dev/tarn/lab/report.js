(() => {
  'use strict';
  const studies = JSON.parse(document.getElementById('data').textContent);
  const main = document.getElementById('main');
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const shown = (value, digits) => value == null ? '–' : value.toFixed(digits);
  const plots = [];

  function add(parent, name, content, kind) {
    const made = document.createElement(name);
    if (content != null) made.textContent = content;
    if (kind) made.className = kind;
    parent.append(made);
    return made;
  }

  function table(parent, heads, rows, marked) {
    const made = add(add(parent, 'div', null, 'scroll'), 'table');
    const head = add(add(made, 'thead'), 'tr');
    heads.forEach(title => { add(head, 'th', title).scope = 'col'; });
    const body = add(made, 'tbody');
    rows.forEach((cells, i) => {
      const row = add(body, 'tr', null, i === marked ? 'asked' : '');
      cells.forEach(cell => add(row, 'td', cell));
    });
  }

  function plot(box, curves) {
    const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line'), width: 1 } };
    const step = box.clientWidth < 600 ? 2 : 1; // else the labels run into each other
    const label = size => curves.labels[curves.sizes.indexOf(size)] ?? '';
    return new uPlot({
      width: box.clientWidth || 600, height: 320,
      scales: { x: { time: false, distr: 3, log: 2 }, y: { range: [0, 100] } },
      legend: { live: true }, cursor: { drag: { x: false, y: false } },
      axes: [
        { ...axis, splits: () => curves.sizes, values: (u, sizes) => sizes.map((size, i) => (sizes.length - 1 - i) % step ? '' : label(size)), filter: (u, splits) => splits },
        { ...axis, size: 56, values: (u, values) => values.map(value => value + ' %') }],
      series: [{ label: curves.unit, value: (u, size) => size == null ? '' : label(size) },
        ...curves.series.map((series, i) => ({ label: series.name, stroke: colour('--series-' + i), width: 2,
          dash: i > 1 ? [6, 4] : undefined, points: { show: true, size: 6, fill: colour('--card') },
          value: (u, value) => value == null ? '' : value.toFixed(2) + ' %' }))],
    }, [curves.sizes, ...curves.series.map(series => series.percents)], box);
  }

  function showCurves(section, curves) {
    add(section, 'h3', 'Each tier alone');
    const box = add(section, 'div', null, 'chart');
    box.setAttribute('role', 'img');
    box.setAttribute('aria-label', 'Hit rates by size; the table below holds the same figures');
    plots.push({ box, curves, drawn: null });
    table(section, [curves.unit, ...curves.series.map(series => series.name + ' %'), 'heap tier doubled'],
      curves.sizes.map((size, i) => [curves.labels[i], ...curves.series.map(series => shown(series.percents[i], 2)),
        curves.gains[i] == null ? '' : '+' + curves.gains[i].toFixed(2) + ' points']));
    const words = add(section, 'dl');
    curves.series.forEach(series => { add(words, 'dt', series.name); add(words, 'dd', series.what); });
  }

  function showComposition(section, composition) {
    add(section, 'h3', 'Tiers together, of 1,000 reads');
    table(section, ['heap', 'off-heap', 'remote', 'by heap', 'by off-heap', 'by remote', 'by source'],
      composition.rows.map(row => [...row.bounds, ...row.caught.map(caught => shown(caught, 1))]),
      composition.rows.findIndex(row => row.factor === 1));
    composition.gains.forEach(gain => add(section, 'p', gain));
  }

  function draw() {
    plots.forEach(each => {
      if (each.drawn) each.drawn.destroy();
      each.drawn = plot(each.box, each.curves);
    });
  }

  studies.forEach(study => {
    const section = add(main, 'section');
    add(section, 'h2', study.name);
    add(section, 'p', study.title, 'note');
    if (study.curves) showCurves(section, study.curves);
    if (study.composition) showComposition(section, study.composition);
  });
  draw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  addEventListener('resize', draw);
})();
