'use strict';

// A small map of one layer: its raster tiles over a graticule, moved by mouse, touch and keys. Places are in
// web mercator with the world from 0 to 1, x to the east and y to the south.

const TILE = 256;

const toX = (lon) => lon / 360 + 0.5;
const toY = (lat) => 0.5 - Math.asinh(Math.tan(lat * Math.PI / 180)) / (2 * Math.PI);
const toLat = (y) => Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180 / Math.PI;
const clamp = (v, low, high) => Math.min(Math.max(v, low), high);

class SlippyMap {
  constructor(box) {
    this.box = box;
    this.texts = box.dataset;
    this.pointers = new Map();
    this.grid = this.append('canvas');
    this.ctx = this.grid.getContext('2d');
    this.bar = this.append('div', 'bar');
    this.bar.setAttribute('aria-hidden', 'true');
    this.start();
  }

  append(tag, name = '') {
    const e = document.createElement(tag);
    e.className = name;
    return this.box.appendChild(e);
  }

  async start() {
    try {
      const answer = await fetch(this.texts.tilejson);
      if (!answer.ok) throw new Error(answer.status);
      this.layer = await answer.json();
    } catch {
      this.note(this.texts.failed, 0);
      return;
    }
    const [west, south, east, north] = this.layer.bounds;
    this.bounds = { x0: toX(west), x1: toX(east), y0: toY(north), y1: toY(south) };
    this.addButtons();
    this.listen();
    this.whole();
    new ResizeObserver(() => this.draw()).observe(this.box);
  }

  // whole shows all of the layer, as large as it fits.
  whole() {
    const b = this.bounds;
    const fit = Math.min(this.box.clientWidth / Math.max(b.x1 - b.x0, 1e-6), this.box.clientHeight / Math.max(b.y1 - b.y0, 1e-6)) * 0.95;
    this.zoomLevel = clamp(Math.floor(Math.log2(fit / TILE)), this.layer.minzoom, Math.min(this.layer.maxzoom, 15));
    this.x = (b.x0 + b.x1) / 2;
    this.y = (b.y0 + b.y1) / 2;
    this.draw();
  }

  get world() { return TILE * 2 ** this.zoomLevel; }

  move(dx, dy) {
    this.x = clamp(this.x - dx / this.world, 0, 1);
    this.y = clamp(this.y - dy / this.world, 0, 1);
    this.draw();
  }

  // zoom keeps the place at px, py of the box where it is.
  zoom(step, px = this.box.clientWidth / 2, py = this.box.clientHeight / 2) {
    const z = clamp(this.zoomLevel + step, this.layer.minzoom, this.layer.maxzoom);
    if (z === this.zoomLevel) return;
    const dx = px - this.box.clientWidth / 2, dy = py - this.box.clientHeight / 2;
    const x = this.x + dx / this.world, y = this.y + dy / this.world;
    this.zoomLevel = z;
    this.x = clamp(x - dx / this.world, 0, 1);
    this.y = clamp(y - dy / this.world, 0, 1);
    this.draw();
  }

  draw() {
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = 0;
      this.drawTiles();
      this.drawGrid();
      this.drawBar();
    });
  }

  // drawTiles places the tiles of the zoom in view. Those of the zoom before stay below, scaled, until all new ones are there.
  drawTiles() {
    const w = this.box.clientWidth, h = this.box.clientHeight, z = this.zoomLevel, n = 2 ** z;
    if (!this.level || this.level.z !== z) this.changeLevel(z);
    const left = this.x * this.world - w / 2, top = this.y * this.world - h / 2;
    const wanted = new Set();
    for (let ty = Math.max(0, Math.floor(top / TILE)); ty <= Math.min(n - 1, Math.floor((top + h) / TILE)); ty++) {
      for (let tx = Math.max(0, Math.floor(left / TILE)); tx <= Math.min(n - 1, Math.floor((left + w) / TILE)); tx++) {
        wanted.add(`${tx}/${ty}`);
        this.addTile(this.level, tx, ty);
      }
    }
    for (const [key, img] of this.level.tiles) {
      if (!wanted.has(key)) {
        img.remove();
        this.level.tiles.delete(key);
      }
    }
    this.settle();
    for (const level of [this.below, this.level]) {
      if (level) this.place(level);
    }
  }

  changeLevel(z) {
    if (this.below) this.below.div.remove();
    this.below = this.level;
    const div = document.createElement('div');
    div.className = 'tiles';
    this.grid.after(div);
    if (this.below) this.below.div.after(div);
    this.level = { z, div, tiles: new Map(), originX: Math.floor(this.x * 2 ** z), originY: Math.floor(this.y * 2 ** z) };
  }

  // place moves a level; its tiles stay near its origin, so that no coordinate is too large for the browser.
  place(level) {
    const scale = 2 ** (this.zoomLevel - level.z), size = TILE * scale;
    const dx = Math.round(this.box.clientWidth / 2 - this.x * this.world + level.originX * size);
    const dy = Math.round(this.box.clientHeight / 2 - this.y * this.world + level.originY * size);
    level.div.style.transform = `translate(${dx}px, ${dy}px) scale(${scale})`;
  }

  addTile(level, tx, ty) {
    const key = `${tx}/${ty}`;
    if (level.tiles.has(key)) return;
    const img = document.createElement('img');
    img.alt = '';
    img.draggable = false;
    img.style.left = `${(tx - level.originX) * TILE}px`;
    img.style.top = `${(ty - level.originY) * TILE}px`;
    const done = () => { img.dataset.done = '1'; this.settle(); };
    img.addEventListener('load', done);
    img.addEventListener('error', () => {
      img.hidden = true;
      this.note(this.texts.failed, 4000);
      done();
    });
    const retina = devicePixelRatio > 1 ? '@2x' : '';
    img.src = this.texts.tiles.replace('{z}', level.z).replace('{x}', tx).replace('{y}', ty) + retina + '.png';
    level.tiles.set(key, img);
    level.div.append(img);
  }

  // settle takes the old level away once the new one is whole.
  settle() {
    if (this.below && [...this.level.tiles.values()].every((img) => img.dataset.done)) {
      this.below.div.remove();
      this.below = null;
    }
  }

  // drawGrid draws meridians and parallels at round degrees.
  drawGrid() {
    const w = this.box.clientWidth, h = this.box.clientHeight, ratio = devicePixelRatio || 1, ctx = this.ctx;
    this.grid.width = w * ratio;
    this.grid.height = h * ratio;
    this.grid.style.width = `${w}px`;
    this.grid.style.height = `${h}px`;
    ctx.scale(ratio, ratio);
    const style = getComputedStyle(this.box);
    ctx.strokeStyle = style.getPropertyValue('--grid');
    ctx.fillStyle = style.getPropertyValue('--grid-ink');
    ctx.font = '11px system-ui, sans-serif';
    const span = 360 * w / this.world;
    const step = [45, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002].findLast((s) => s > span / 7) || 45;
    const digits = Math.max(0, Math.ceil(-Math.log10(step)));
    const west = (this.x - w / 2 / this.world - 0.5) * 360;
    for (let lon = Math.ceil(Math.max(west, -180) / step) * step; lon <= Math.min(west + span, 180); lon += step) {
      const px = Math.round((toX(lon) - this.x) * this.world + w / 2) + 0.5;
      this.line(px, 0, px, h);
      ctx.fillText(degree(lon, digits, 'E', 'W'), px + 3, 12);
    }
    const south = toLat(Math.min(1, this.y + h / 2 / this.world)), north = toLat(Math.max(0, this.y - h / 2 / this.world));
    for (let lat = Math.ceil(south / step) * step; lat <= north; lat += step) {
      const py = Math.round((toY(lat) - this.y) * this.world + h / 2) + 0.5;
      this.line(0, py, w, py);
      ctx.fillText(degree(lat, digits, 'N', 'S'), 4, py - 3);
    }
  }

  line(x0, y0, x1, y1) {
    this.ctx.beginPath();
    this.ctx.moveTo(x0, y0);
    this.ctx.lineTo(x1, y1);
    this.ctx.stroke();
  }

  drawBar() {
    const metre = this.world / 40075016.686 / Math.cos(toLat(this.y) * Math.PI / 180); // pixels
    const most = 110 / metre, power = 10 ** Math.floor(Math.log10(most));
    const length = [5, 2, 1].find((f) => f * power <= most) * power;
    this.bar.style.width = `${length * metre}px`;
    this.bar.textContent = length >= 1000 ? `${length / 1000} km` : `${length} m`;
  }

  addButtons() {
    const row = this.append('div', 'buttons');
    for (const [sign, label, act] of [['+', this.texts.zoomIn, () => this.zoom(1)], ['−', this.texts.zoomOut, () => this.zoom(-1)], ['⤢', this.texts.whole, () => this.whole()]]) {
      const b = document.createElement('button');
      b.type = 'button';
      b.textContent = sign;
      b.title = label;
      b.setAttribute('aria-label', label);
      b.addEventListener('click', act);
      b.addEventListener('dblclick', (e) => e.stopPropagation());
      row.append(b);
    }
  }

  listen() {
    const box = this.box;
    box.addEventListener('pointerdown', (e) => this.pressed(e));
    box.addEventListener('pointermove', (e) => this.dragged(e));
    for (const end of ['pointerup', 'pointercancel']) {
      box.addEventListener(end, (e) => {
        this.pointers.delete(e.pointerId);
        box.classList.toggle('moving', this.pointers.size > 0);
      });
    }
    box.addEventListener('dblclick', (e) => this.zoom(e.shiftKey ? -1 : 1, ...this.at(e)));
    box.addEventListener('wheel', (e) => this.wheeled(e), { passive: false });
    box.addEventListener('keydown', (e) => this.key(e));
  }

  at(e) {
    const r = this.box.getBoundingClientRect();
    return [e.clientX - r.left - this.box.clientLeft, e.clientY - r.top - this.box.clientTop];
  }

  pressed(e) {
    if (e.target.closest('button')) return;
    this.box.focus({ preventScroll: true });
    this.box.setPointerCapture(e.pointerId);
    this.pointers.set(e.pointerId, this.at(e));
    this.spread = this.distance();
    this.box.classList.add('moving');
  }

  // dragged moves with one pointer, and zooms when two go apart or together.
  dragged(e) {
    const old = this.pointers.get(e.pointerId);
    if (!old) return;
    const now = this.at(e);
    this.pointers.set(e.pointerId, now);
    this.move((now[0] - old[0]) / this.pointers.size, (now[1] - old[1]) / this.pointers.size);
    const spread = this.distance();
    if (spread && this.spread && (spread > this.spread * 1.6 || spread < this.spread / 1.6)) {
      const [a, b] = [...this.pointers.values()];
      this.zoom(spread > this.spread ? 1 : -1, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
      this.spread = spread;
    }
  }

  distance() {
    if (this.pointers.size !== 2) return 0;
    const [a, b] = [...this.pointers.values()];
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
  }

  // wheeled zooms once the map is in focus, or with a control key: otherwise the wheel is for the page.
  wheeled(e) {
    if (!this.box.matches(':focus-within') && !e.ctrlKey && !e.metaKey) {
      this.note(this.texts.wheel, 1500);
      return;
    }
    e.preventDefault();
    this.turned = (this.turned || 0) + e.deltaY * (e.deltaMode === 1 ? 30 : 1);
    if (Math.abs(this.turned) >= 60) {
      this.zoom(this.turned < 0 ? 1 : -1, ...this.at(e));
      this.turned = 0;
    }
  }

  key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const step = 80;
    const act = {
      ArrowLeft: () => this.move(step, 0), ArrowRight: () => this.move(-step, 0), ArrowUp: () => this.move(0, step), ArrowDown: () => this.move(0, -step),
      '+': () => this.zoom(1), '=': () => this.zoom(1), '-': () => this.zoom(-1), 0: () => this.whole(), Home: () => this.whole(),
    }[e.key];
    if (act) {
      e.preventDefault();
      act();
    }
  }

  // note shows a line of text, for some milliseconds or for good.
  note(text, time) {
    if (!this.noted) {
      this.noted = this.append('div', 'note');
      this.noted.setAttribute('role', 'status');
    }
    this.noted.textContent = text;
    this.noted.hidden = false;
    clearTimeout(this.noteEnd);
    if (time) this.noteEnd = setTimeout(() => { this.noted.hidden = true; }, time);
  }
}

function degree(d, digits, positive, negative) {
  return `${Math.abs(d).toFixed(digits)}°${d > 0 ? positive : d < 0 ? negative : ''}`;
}
