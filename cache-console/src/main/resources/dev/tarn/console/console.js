(() => {
  'use strict';
  if (window.top !== window.self) { // somebody else's page could have its visitors click here
    document.body.textContent = 'The console is not shown in a frame.';
    return;
  }
  const settings = JSON.parse(document.getElementById('settings').textContent);
  const base = location.pathname.replace(/\/+$/, '');
  const KEPT = 300; // snapshots, of a second each
  const RECENT = 10; // over so many the flow and the rates are taken
  const $ = id => document.getElementById(id);
  const history = [];
  let chosen = null;
  let charts = {};

  const text = (element, value) => { if (element.textContent !== value) element.textContent = value; };
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const whole = n => n == null ? '–' : Math.round(n).toLocaleString('en');
  const percent = share => share == null ? '–' : (100 * share).toFixed(1) + ' %';
  const millis = ms => ms == null || ms < 0 ? '–' : ms < 10 ? ms.toFixed(2) + ' ms' : ms.toFixed(0) + ' ms';
  const bytes = n => n == null ? '–' : n < 1e4 ? whole(n) + ' B' : n < 1e7 ? (n / 1024).toFixed(0) + ' KiB' : (n / 1048576).toFixed(0) + ' MiB';
  const duration = s => {
    if (s == null) return '–';
    const abs = Math.abs(s);
    const shown = abs < 120 ? abs.toFixed(1) + ' s' : abs < 7200 ? (abs / 60).toFixed(1) + ' min' : (abs / 3600).toFixed(1) + ' h';
    return (s < 0 ? '−' : '') + shown;
  };
  const element = (name, content, kind) => {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    if (content instanceof Node) made.append(content); else made.textContent = content;
    return made;
  };
  const time = seconds => new Date(1000 * seconds).toLocaleTimeString('en-GB');
  const wide = () => innerWidth > 760; // as the style sheet has it
  const heading = (name, scope, kind) => {
    const made = element('th', name, kind);
    made.scope = scope;
    return made;
  };
  const row = cells => {
    const made = document.createElement('tr');
    made.append(...cells);
    return made;
  };

  const id = cache => cache.namespace + '/' + cache.name;
  const find = snapshot => snapshot && snapshot.caches.find(cache => id(cache) === chosen);
  /** What stands for the same has the same colour everywhere. */
  const hue = name => '--tier-' + ({ heap: 0, offheap: 1, remote: 2 }[name] ?? 3);
  const answered = tier => tier.fresh + tier.stale + tier.absent;

  /** What happened between two snapshots, tier by tier; what began in between is counted from nothing. */
  function between(before, after) {
    const seconds = Math.max(0.001, (after.millis - before.millis) / 1000);
    const now = find(after);
    const then = find(before);
    const tiers = now.tiers.map((tier, i) => {
      const old = then ? then.tiers[i] : { fresh: 0, stale: 0, absent: 0, misses: 0, evictions: 0 };
      const hits = answered(tier) - answered(old);
      const misses = tier.misses - old.misses;
      return { tier: tier.tier, hits, reads: hits + misses, stale: (tier.stale - old.stale) / seconds,
        evictions: (tier.evictions - old.evictions) / seconds };
    });
    return { seconds, tiers, reads: tiers.length ? tiers[0].reads : 0, hits: tiers.reduce((sum, tier) => sum + tier.hits, 0) };
  }

  /** Of a thousand reads, how many each tier catches; the rest reaches the source. */
  function thousand(change) {
    if (change.reads <= 0) return null;
    const caught = change.tiers.map(tier => ({ name: tier.tier, count: Math.max(0, 1000 * tier.hits / change.reads) }));
    const rest = Math.max(0, 1000 - caught.reduce((sum, lake) => sum + lake.count, 0));
    return [...caught, { name: 'source', count: rest }];
  }

  const SVG = 'http://www.w3.org/2000/svg';
  function shape(parent, name, attributes, content) {
    const made = document.createElementNS(SVG, name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (content != null) made.textContent = content;
    parent.append(made);
    return made;
  }

  function drawFlow(lakes) {
    const box = $('flow');
    if (!lakes) {
      text($('flow-text'), 'Nothing is read now.');
      box.replaceChildren();
      return;
    }
    const amount = count => count < 10 && count > 0 ? count.toFixed(1) : whole(count);
    text($('flow-text'), lakes.map(lake => lake.name + ' ' + (lake.name === 'source' ? 'is asked for ' : 'catches ') + amount(lake.count)).join(', ')
      + '; over the last ' + RECENT + ' seconds.');
    const width = box.clientWidth || 600;
    const across = width >= 560;
    const step = across ? 44 : 118;
    const height = 114 + step * (lakes.length - 1);
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height);
    svg.setAttribute('height', height);
    svg.setAttribute('aria-hidden', 'true'); // the sentence above says the same
    const column = across ? width / lakes.length : width;
    const place = i => ({ x: across ? column * (i + 0.5) : width / 2 + (i % 2 ? 34 : -34), y: 52 + step * i });
    let remaining = 1000;
    lakes.forEach((lake, i) => {
      const at = place(i);
      const from = i ? place(i - 1) : { x: at.x - (across ? column / 2 : 60), y: 0 };
      const breadth = 2 + 20 * Math.sqrt(remaining / 1000);
      shape(svg, 'path', { d: 'M' + from.x + ' ' + (i ? from.y + 8 : 0) + ' C' + (from.x + at.x) / 2 + ' ' + (from.y + 8) + ' ' + at.x + ' ' + (at.y - 60) + ' '
        + at.x + ' ' + at.y, fill: 'none', stroke: colour(hue(lakes[Math.max(0, i - 1)].name)), 'stroke-opacity': '.45', 'stroke-width': remaining > 0.05 ? breadth : 0,
        'stroke-linecap': 'round' });
      remaining -= lake.count;
    });
    lakes.forEach((lake, i) => {
      const at = place(i);
      const rx = Math.min(column * 0.4, 150);
      const ry = 20 + 14 * Math.sqrt(lake.count / 1000);
      shape(svg, 'ellipse', { cx: at.x, cy: at.y + 3, rx: rx + 8, ry: ry + 6, fill: colour('--land') });
      shape(svg, 'ellipse', { cx: at.x, cy: at.y, rx, ry, fill: colour(hue(lake.name)) });
      shape(svg, 'text', { x: at.x, y: at.y + 7, class: 'count' }, amount(lake.count));
      shape(svg, 'text', { x: at.x, y: at.y + ry + 24 }, lake.name);
    });
    box.replaceChildren(svg);
  }

  /** A line for each label: in the colour of its first word, dashed if it is a 99th percentile. */
  function chart(name, labels, unit, logarithmic) {
    const box = $(name);
    const line = { stroke: colour('--line'), width: 1 };
    const axis = { stroke: colour('--soft'), grid: line, ticks: line };
    const scale = logarithmic
      ? { distr: 3, range: (u, least, most) => least == null ? [0.01, 10] : uPlot.rangeLog(least, most, 10, true) }
      : { range: [0, 100] };
    const decades = (u, values) => values.map(value => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-6 ? value : null);
    box.replaceChildren();
    return { labels: labels.join(), plot: new uPlot({
      width: box.clientWidth || 300, height: 220, scales: { y: scale },
      legend: { live: true }, cursor: { drag: { x: false, y: false } },
      axes: [{ ...axis, space: 90, values: (u, values) => values.map(time) },
        { ...axis, size: 56, grid: logarithmic ? { ...line, filter: decades } : line, ticks: logarithmic ? { ...line, filter: decades } : line }],
      series: [{ label: 'At', value: (u, v) => v == null ? '–' : time(v) },
        ...labels.map(label => ({ label, stroke: colour(label === 'all tiers' ? '--ink' : hue(label.split(' ')[0])), width: 2, points: { show: false },
          dash: label.endsWith('p99') ? [5, 4] : undefined, value: (u, v) => v == null ? '–' : v.toFixed(unit === '%' ? 1 : 2) + ' ' + unit }))],
    }, [[], ...labels.map(() => [])], box) };
  }

  /** The legend tells the newest figures, or those under the mouse. */
  function plot(name, labels, unit, logarithmic, columns) {
    if (!charts[name] || charts[name].labels !== labels.join()) charts[name] = chart(name, labels, unit, logarithmic);
    const drawn = charts[name].plot;
    drawn.setData(columns);
    if (!(drawn.cursor.left >= 0) && columns[0].length) drawn.setLegend({ idx: columns[0].length - 1 });
  }

  function drawCharts() {
    const now = find(history[history.length - 1]);
    const names = now.tiers.map(tier => tier.tier);
    const seconds = [];
    const hits = [[], ...names.map(() => [])];
    const labels = now.remoteUp == null ? ['load p50', 'load p99'] : ['load p50', 'load p99', 'remote p50', 'remote p99'];
    const times = labels.map(() => []);
    const positive = value => value > 0 ? value : null;
    for (let i = 1; i < history.length; i++) {
      const cache = find(history[i]);
      if (!cache) continue;
      const change = between(history[i - 1], history[i]);
      seconds.push(history[i].millis / 1000);
      hits[0].push(change.reads > 0 ? 100 * Math.min(1, change.hits / change.reads) : null);
      change.tiers.forEach((tier, t) => hits[t + 1].push(tier.reads > 0 ? 100 * tier.hits / tier.reads : null));
      [cache.load.p50, cache.load.p99, cache.remote.p50, cache.remote.p99].slice(0, labels.length)
        .forEach((value, t) => times[t].push(positive(value)));
    }
    plot('hits', ['all tiers', ...names], '%', false, [seconds, ...hits]);
    plot('times', labels, 'ms', true, [seconds, ...times]);
    text($('times-text'), 'Loads: p50 ' + millis(now.load.p50) + ', p99 ' + millis(now.load.p99)
      + (now.remoteUp == null ? '' : '. Remote calls: p50 ' + millis(now.remote.p50) + ', p99 ' + millis(now.remote.p99)) + '.');
  }

  const nanos = n => n < 1e3 ? n + ' ns' : n < 1e6 ? n / 1e3 + ' µs' : n / 1e6 + ' ms';
  const micros = ms => ms == null || ms < 0 ? '–' : (ms * 1e3).toFixed(ms < 0.01 ? 2 : 0) + ' µs';

  function drawLocalHits(limits) {
    const now = find(history[history.length - 1]);
    const tiers = now.tiers.filter(tier => tier.tier !== 'remote').map(tier => tier.tier);
    const seconds = [];
    const labels = tiers.flatMap(tier => [tier + ' p50', tier + ' p99']);
    const times = labels.map(() => []);
    for (const snapshot of history) {
      const cache = find(snapshot);
      if (!cache) continue;
      seconds.push(snapshot.millis / 1000);
      tiers.forEach((name, i) => {
        const tier = cache.tiers.find(other => other.tier === name);
        const hit = tier && tier.hit && tier.hit.p50 > 0 ? tier.hit : { p50: null, p99: null };
        times[2 * i].push(hit.p50 == null ? null : 1e3 * hit.p50);
        times[2 * i + 1].push(hit.p99 == null ? null : 1e3 * hit.p99);
      });
    }
    plot('local', labels, 'µs', true, [seconds, ...times]);
    $('within-head').replaceChildren(...['Within', ...tiers].map(name => heading(name, 'col')));
    const hits = tiers.map(name => now.tiers.find(tier => tier.tier === name).hit);
    const quantiles = ['p50', 'p99'].map(name => row([heading(name === 'p50' ? 'median' : '99th percentile', 'row'), ...hits.map(hit => element('td', hit ? micros(hit[name]) : '–'))]));
    $('within').replaceChildren(...limits.map((limit, i) => row([heading(nanos(limit), 'row'),
      ...hits.map(hit => element('td', hit && hit.within[i] >= 0 ? percent(hit.within[i]) : '–'))])), ...quantiles);
  }

  /** A table of some things and what is told of each: a row for each of them, or where there is little room a column. */
  function figures(things, columns) {
    const head = document.createElement('thead');
    const body = document.createElement('tbody');
    if (wide()) {
      head.append(row(columns.map(column => heading(column.name, 'col', column.kind))));
      body.append(...things.map(thing => row(columns.map((column, i) => i ? element('td', column.of(thing), column.kind) : heading(column.of(thing), 'row')))));
    } else {
      head.append(row([heading(columns[0].name, 'col'), ...things.map(thing => heading(columns[0].of(thing), 'col'))]));
      body.append(...columns.slice(1).map(column => row([heading(column.name, 'row'), ...things.map(thing => element('td', column.of(thing), 'narrow'))])));
    }
    return [head, body];
  }

  function drawTables(cache, change) {
    const tiers = cache.tiers.map((tier, i) => ({ ...tier, now: change.tiers[i] }));
    $('tiers').replaceChildren(...figures(tiers, [
      { name: 'Tier', of: tier => tier.tier + (tier.used === false ? ' (off)' : '') },
      { name: 'Reads/s', of: tier => whole(tier.now.reads / change.seconds) },
      { name: 'Hit rate', of: tier => percent(tier.now.reads > 0 ? tier.now.hits / tier.now.reads : null) },
      { name: 'Stale/s', of: tier => whole(tier.now.stale) },
      { name: 'Entries', of: tier => whole(tier.entries) },
      { name: 'Size', of: tier => bytes(tier.bytes) },
      { name: 'Evictions/s', of: tier => whole(tier.now.evictions) },
      { name: 'Failures', of: tier => whole(tier.failures) },
    ]));
    const refused = cache.breaker.opened ? ' The breaker has opened ' + whole(cache.breaker.opened) + ' times and kept ' + whole(cache.breaker.refused) + ' reads from the remote tier.' : '';
    text($('more'), 'Since the start: ' + whole(cache.requests) + ' reads, ' + whole(cache.hits) + ' answered by tiers, ' + whole(cache.loads) + ' loads (' + whole(cache.loadFailures)
      + ' failed), ' + whole(cache.joins) + ' joined. Changes not taken yet: ' + whole(cache.pending) + '. Oldest proof: ' + millis(cache.proofAgeMillis) + '.' + refused);
    keyTable($('hot'), cache.hot, entry => percent(entry.share));
    keyTable($('big'), cache.big, entry => whole(entry.bytes));
  }

  function drawAudit(audit) {
    $('audit').hidden = !audit;
    if (!audit) return;
    const lasting = audit.behind + audit.apart;
    text($('audit-text'), 'Of ' + whole(audit.agrees + audit.settled + lasting) + ' served entries that were compared with what the remote store holds, ' + whole(audit.agrees)
      + ' were the same, ' + whole(audit.settled) + ' differed only while a change was under way, and ' + whole(lasting) + ' still differed after the staleness bound. '
      + whole(audit.incomparable) + ' could not be compared.');
    keyTable($('audits'), audit.last, entry => (entry.verdict === 'behind' ? 'older than the store’s' : 'other than the store’s')
      + ', seen ' + duration((Date.now() - entry.millis) / 1000) + ' ago, different for ' + duration(entry.age) + ' then');
  }

  function keyTable(body, entries, figure) {
    const focused = document.activeElement && body.contains(document.activeElement) ? document.activeElement.textContent : null;
    const rows = entries.map(entry => {
      let key = entry.key;
      if (settings.keys) {
        key = element('button', entry.key, 'quiet');
        key.type = 'button';
        key.title = 'explain';
        key.onclick = () => { $('explain-key').value = entry.key; explain(); };
      }
      return row([element('td', key, 'key'), element('td', figure(entry))]);
    });
    if (!rows.length) {
      const none = element('td', 'none yet');
      none.colSpan = 2;
      rows.push(row([none]));
    }
    body.replaceChildren(...rows);
    if (focused != null) {
      for (const button of body.querySelectorAll('button')) if (button.textContent === focused) button.focus();
    }
  }

  /** One switch for each tier; what is there is changed, not made anew, so that it keeps the focus. */
  function drawSwitches(tiers) {
    const box = $('switches');
    if (!settings.changes) return;
    const names = tiers.filter(tier => tier.used != null).map(tier => tier.tier);
    if (box.dataset.tiers !== chosen + ' ' + names) {
      box.dataset.tiers = chosen + ' ' + names;
      box.replaceChildren(...names.map(name => {
        const made = element('button', '', 'switch');
        made.type = 'button';
        made.setAttribute('role', 'switch');
        made.onclick = () => switchTier(name, made.getAttribute('aria-checked') !== 'true');
        return made;
      }));
    }
    names.forEach((name, i) => {
      const used = tiers.find(tier => tier.tier === name).used;
      text(box.children[i], name + (used ? ': in use' : ': off'));
      box.children[i].setAttribute('aria-checked', String(used));
    });
  }

  function drawChoice(snapshot) {
    const names = snapshot.caches.map(id);
    const select = $('cache');
    if ([...select.options].map(option => option.value).join() !== names.join()) {
      select.replaceChildren(...names.map(name => { const made = element('option', name); made.value = name; return made; }));
    }
    if (!names.includes(chosen)) chosen = names[0] || null;
    select.value = chosen;
  }

  function drawState(cache) {
    const pill = $('remote');
    pill.hidden = cache.remoteUp == null;
    text(pill, cache.remoteUp ? 'remote tier up' : 'remote tier down');
    pill.className = 'pill ' + (cache.remoteUp ? 'good' : 'bad');
    const breaker = $('breaker');
    breaker.hidden = cache.breaker.state !== 'open' && cache.breaker.state !== 'half_open';
    text(breaker, 'breaker ' + cache.breaker.state.replace('_', ' '));
    breaker.className = 'pill bad';
  }

  function draw() {
    const last = history[history.length - 1];
    if (!last) return;
    drawChoice(last);
    const cache = find(last);
    if (!cache) return text($('flow-text'), 'There is no cache yet.');
    const before = history[Math.max(0, history.length - 1 - RECENT)];
    const change = between(history.length > 1 ? before : { millis: last.millis - 1000, caches: [] }, last);
    drawState(cache);
    drawFlow(thousand(change));
    drawTables(cache, change);
    drawAudit(cache.audit);
    drawCharts();
    drawLocalHits(last.hitLimits);
    drawSwitches(cache.tiers);
  }

  function shown(snapshot) {
    history.push(snapshot);
    if (history.length > KEPT) history.shift();
    const pill = $('link');
    text(pill, 'live');
    pill.className = 'pill good';
    draw();
  }

  function lost() {
    const pill = $('link');
    text(pill, 'no connection');
    pill.className = 'pill bad';
  }

  async function ask() {
    try {
      const answer = await fetch(base + '/state', { cache: 'no-store' });
      if (!answer.ok) throw new Error(answer.status);
      shown(await answer.json());
    } catch (e) {
      lost();
    }
  }

  /** Says what is known of the last change that voided what was held. */
  function lastInvalidation(last) {
    const at = (last.version === '0' ? '' : ', at version ' + last.version) + ', ' + duration(last.ago) + ' ago.';
    switch (last.by) {
      case 'KEY': return 'Last invalidation: the key was written or invalidated' + at;
      case 'TAG': return 'Last invalidation: of the tag ' + last.tag + at;
      case 'CLEAR': return 'Last invalidation: the cache was cleared' + at;
      case 'RESET': return 'Last invalidation: this node could not tell what had happened before, since it began to follow the log or the log began anew' + at;
      case 'NONE': return 'Last invalidation: none since the cache was built here, ' + duration(last.ago) + ' ago.';
      default: return 'Last invalidation: not known. None in the last ' + duration(last.ago) + '; what was changed then may have been this key, a tag of it, or another key that is remembered in its place.';
    }
  }

  async function explain() {
    const query = new URLSearchParams({ cache: find(history[history.length - 1]).name, key: $('explain-key').value });
    const answer = await (await fetch(base + '/explain?' + query)).json().catch(() => ({ error: 'no answer' }));
    if (answer.error) return $('explained').replaceChildren(element('p', answer.error));
    const table = document.createElement('table');
    table.append(...figures(answer.tiers, [
      { name: 'Tier', of: tier => tier.tier },
      { name: 'State', of: tier => tier.state.toLowerCase().replace('_', ' ') + (tier.absence ? ' (absence)' : '') },
      { name: 'Version', of: tier => tier.version === '0' ? '–' : tier.version },
      { name: 'Age', of: tier => duration(tier.age) },
      { name: 'Fresh for', of: tier => duration(tier.freshFor) },
      { name: 'Dead in', of: tier => duration(tier.deadIn) },
      { name: 'Tags', of: tier => tier.tags.join(', '), kind: 'text' },
      { name: 'Why', of: tier => tier.reason, kind: 'text' },
    ]));
    const scroll = element('div', table, 'scroll');
    scroll.tabIndex = 0;
    scroll.setAttribute('role', 'region');
    scroll.setAttribute('aria-label', 'What each tier holds');
    $('explained').replaceChildren(element('p', answer.verdict), scroll, element('p', lastInvalidation(answer.lastInvalidation)), element('p', (answer.loading ? 'A load is under way. ' : '') + (answer.pending ? 'An invalidation waits to be taken. ' : '')
      + 'Explained in ' + millis(answer.tookMillis) + '.', 'note'));
  }

  async function change(path, what) {
    const body = { token: settings.token, cache: find(history[history.length - 1]).name, ...what };
    return (await fetch(base + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json()
      .catch(() => ({ error: 'no answer' }));
  }

  async function invalidate() {
    const answer = await change('/invalidate', { [$('change-what').value]: $('change-name').value });
    text($('changed'), answer.error || $('change-what').value + ' ' + $('change-name').value + ': ' + answer.status);
  }

  async function switchTier(tier, used) {
    const answer = await change('/switch', { tier, used: String(used) });
    text($('switched'), answer.error || 'The ' + tier + ' tier is ' + (answer.used ? 'in use.' : 'off.'));
  }

  function redraw() { charts = {}; draw(); }

  $('explain').hidden = !settings.keys;
  $('change').hidden = !settings.changes;
  $('explain-form').onsubmit = event => { event.preventDefault(); explain(); };
  $('change-form').onsubmit = event => { event.preventDefault(); invalidate(); };
  $('cache').onchange = event => { chosen = event.target.value; redraw(); };
  matchMedia('(prefers-color-scheme: dark)').onchange = redraw;
  let width = innerWidth;
  addEventListener('resize', () => { if (innerWidth !== width) { width = innerWidth; redraw(); } });
  if (settings.stream) {
    const events = new EventSource(base + '/stream');
    events.onmessage = event => shown(JSON.parse(event.data));
    events.onerror = lost; // the browser tries again by itself
  } else {
    ask();
    setInterval(ask, 1000);
  }
})();
