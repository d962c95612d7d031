// The map under way: Leaflet in the place of the picture, and a slider. Everything shown is read off the page that the
// register serves for a day, so that there is nothing here that is not in it too.
"use strict";

(() => {
  const WAIT = 120; // milliseconds that the slider rests before a day is asked for
  const ROW = 36; // pixels between two pins whose names would cover each other
  const NAME = 190; // pixels that a name takes
  const TOWN = 70; // pixels that the name of a town takes
  const form = document.querySelector("form.days");
  const slider = document.getElementById("slider");
  const date = document.getElementById("day");
  const pages = new Map();
  const labels = [];
  let map, pins, waiting, asked;

  const element = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  // --- the map ---

  const begin = (outlines) => {
    const box = document.getElementById("leaflet");
    box.hidden = false;
    map = L.map(box, { scrollWheelZoom: false, minZoom: 4, maxZoom: 11, zoomSnap: 0.5, attributionControl: false });
    const shapes = outlines.features.filter((one) => one.geometry.type !== "Point");
    const towns = outlines.features.filter((one) => one.geometry.type === "Point");
    L.geoJSON(shapes, {
      interactive: false,
      style: (one) => one.properties.kind === "land"
        ? { className: "land", weight: 0.7, fillOpacity: 1 }
        : { className: "border", weight: 1.2, fill: false, dashArray: "6 3" },
    }).addTo(map);
    for (const town of towns) {
      const [lon, lat] = town.geometry.coordinates;
      const label = element("span", `town ${town.properties.kind}`, town.properties.name);
      const icon = L.divIcon({ className: "", iconSize: [0, 0], html: label });
      L.marker([lat, lon], { icon, interactive: false, keyboard: false, pane: "overlayPane" }).addTo(map);
      labels.push({ label, at: L.latLng(lat, lon) });
    }
    pins = L.layerGroup().addTo(map);
    const places = found();
    if (places.length) map.fitBounds(L.latLngBounds(places.map((one) => one.at)).pad(0.5), { maxZoom: 7 });
    else map.setView([48.4, 34], 6);
    map.on("zoomend resize", draw);
    draw();
  };

  const found = () => [...document.querySelectorAll("table.places tbody")]
    .filter((body) => body.dataset.lat && body.dataset.lon)
    .map((body) => ({ ...body.dataset, at: L.latLng(Number(body.dataset.lat), Number(body.dataset.lon)) }));

  const draw = () => {
    pins.clearLayers();
    const placed = [];
    const spots = found().map((one) => ({ ...one, point: map.latLngToLayerPoint(one.at) }));
    for (const spot of spots.sort((one, other) => one.point.y - other.point.y || one.point.x - other.point.x)) {
      const point = spot.point.clone();
      const isLeft = map.layerPointToContainerPoint(point).x > Math.max(NAME * 0.75, map.getSize().x - NAME);
      for (const other of placed.sort((one, another) => one.y - another.y)) {
        if (Math.abs(other.x - point.x) < NAME && Math.abs(other.y - point.y) < ROW) point.y = other.y + ROW;
      }
      placed.push({ x: point.x, y: point.y, isLeft });
      const at = map.layerPointToLatLng(point);
      if (point.y !== spot.point.y) {
        L.polyline([spot.at, at], { className: "leader", weight: 1, interactive: false }).addTo(pins);
        L.circleMarker(spot.at, { className: "spot", radius: 3, weight: 0, fillOpacity: 1, interactive: false }).addTo(pins);
      }
      const icon = L.divIcon({ className: "", iconSize: [0, 0], iconAnchor: [14, 14], html: pin(spot, isLeft) });
      L.marker(at, { icon, keyboard: false }).addTo(pins);
    }
    clear(placed);
  };

  // A town gives way to a pin that stands on its name.
  const clear = (placed) => {
    for (const { label, at } of labels) {
      const point = map.latLngToLayerPoint(at);
      const covered = placed.some((one) => {
        const [first, last] = one.isLeft ? [-NAME - TOWN, 20] : [-TOWN, NAME];
        return point.x - one.x > first && point.x - one.x < last && Math.abs(point.y - one.y) < ROW / 2 + 6;
      });
      label.classList.toggle("hidden", covered);
    }
  };

  const pin = (spot, isLeft) => {
    const link = element("a", `place pin ${spot.status}${isLeft ? " left" : ""}`);
    if (spot.url) link.href = spot.url;
    link.setAttribute("aria-label", `${spot.place}: ${spot.word}. ${spot.text}`);
    const disc = element("span", "disc", spot.sign);
    const text = element("span", "text");
    text.append(element("bdi", "", spot.place), element("span", "word", spot.word));
    link.append(disc, text);
    L.DomEvent.disableClickPropagation(link);
    return link;
  };

  // --- the days ---

  const day = () => {
    const at = new Date(`${slider.dataset.first}T00:00:00Z`);
    at.setUTCDate(at.getUTCDate() + Number(slider.value));
    return at;
  };

  const address = (wanted) => {
    const query = new URLSearchParams(new FormData(form));
    query.set("day", wanted);
    return `${form.action}?${query}`;
  };

  const slide = () => {
    const wanted = day().toISOString().slice(0, 10);
    date.value = wanted;
    slider.setAttribute("aria-valuetext", day().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }));
    clearTimeout(waiting);
    waiting = setTimeout(() => show(wanted), WAIT);
  };

  const show = async (wanted) => {
    asked?.abort();
    asked = new AbortController();
    const url = address(wanted);
    try {
      if (!pages.has(url)) {
        const answer = await fetch(url, { signal: asked.signal, headers: { Accept: "text/html" } });
        if (!answer.ok) throw new Error(String(answer.status));
        pages.set(url, await answer.text());
      }
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
      return;
    }
    const page = new DOMParser().parseFromString(pages.get(url), "text/html");
    const fresh = page.getElementById("shown");
    const shown = document.getElementById("shown");
    // Leaflet stays where it is; what is around it is exchanged.
    fresh.querySelector("#leaflet").replaceWith(document.getElementById("leaflet"));
    fresh.querySelector(".drawn").classList.add("covered");
    shown.replaceWith(document.adoptNode(fresh));
    document.title = page.title;
    document.getElementById("told").textContent =
      `${fresh.querySelector("h2").textContent}. ${fresh.querySelector(".summary").textContent.replace(/\s+/g, " ").trim()}`;
    history.replaceState(null, "", url);
    draw();
  };

  const start = async () => {
    try {
      const answer = await fetch(document.getElementById("shown").dataset.outlines);
      begin(await answer.json());
    } catch {
      return; // the picture stays
    }
    document.querySelector("figure.drawn").classList.add("covered");
    document.querySelector(".slide").hidden = false;
    slider.addEventListener("input", slide);
  };

  start();
})();
