// Draws a chart from the page's own table, so that both say the same. Comfort only: without this file, or
// without scripts, the figure stays hidden and the table says everything.
//   <figure data-chart="id of the table" data-unit="kWh" data-estimated="estimated" hidden> … <canvas> … </figure>
//   <th data-series="1..5 | before" data-stack="now | before">  a column that is drawn; its colour is --bar-…
//   <td data-value="312.4" data-estimated>                      a bar; an estimated one is hatched
//   <th scope="row" data-short="Jan">                           the bar's name
"use strict";

(() => {
  const root = document.documentElement;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const figures = new Intl.NumberFormat(root.lang, { maximumFractionDigits: 1, useGrouping: "always" });

  const colour = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();

  // Lines of a colour on its lighter self: seen without telling colours apart, also on paper.
  function hatched(shade) {
    const size = 8;
    const tile = Object.assign(document.createElement("canvas"), { width: size, height: size });
    const pen = tile.getContext("2d");
    pen.strokeStyle = pen.fillStyle = shade;
    pen.globalAlpha = 0.25;
    pen.fillRect(0, 0, size, size);
    pen.globalAlpha = 1;
    pen.lineWidth = 2;
    pen.beginPath();
    for (const begin of [-size, 0, size]) {
      pen.moveTo(begin - 1, size + 1);
      pen.lineTo(begin + size + 1, -1);
    }
    pen.stroke();
    return pen.createPattern(tile, "repeat");
  }

  function value(cell) {
    return cell && cell.dataset.value ? Number(cell.dataset.value) : null;
  }

  function read(table) {
    const rows = [...table.tBodies[0].rows];
    const series = [...table.tHead.rows[0].cells].flatMap((head, column) => (head.dataset.series
      ? [{
        label: head.dataset.name || head.textContent.trim(),
        stack: head.dataset.stack,
        tone: head.dataset.series,
        data: rows.map((row) => value(row.cells[column])),
        estimated: rows.map((row) => "estimated" in row.cells[column].dataset),
      }]
      : []));
    return { labels: rows.map((row) => row.cells[0].dataset.short), datasets: series };
  }

  function paint(chart) {
    for (const series of chart.data.datasets) {
      const full = colour(`bar-${series.tone}`);
      const lines = hatched(full);
      series.backgroundColor = series.estimated.map((guess) => (guess ? lines : full));
      series.borderColor = full;
    }
    const { x, y } = chart.options.scales;
    x.ticks.color = y.ticks.color = y.title.color = colour("ink-soft");
    y.grid.color = x.border.color = colour("line");
    Object.assign(chart.options.plugins.tooltip, {
      backgroundColor: colour("ink"), titleColor: colour("paper"), bodyColor: colour("paper"),
    });
    chart.update("none");
  }

  function options(figure) {
    const { unit, estimated } = figure.dataset;
    const size = { size: 14 };
    return {
      maintainAspectRatio: false,
      animation: still.matches ? false : { duration: 300 },
      interaction: { mode: "index", intersect: false },
      plugins: {
        legend: { display: false }, // the page's own legend is text
        tooltip: {
          displayColors: false,
          callbacks: {
            label: ({ dataset, dataIndex, parsed }) => `${dataset.label}: ${figures.format(parsed.y)} ${unit}`
              + (dataset.estimated[dataIndex] ? ` (${estimated})` : ""),
          },
        },
      },
      scales: {
        x: { stacked: true, grid: { display: false }, border: {}, ticks: { font: size, maxRotation: 0 } },
        y: {
          stacked: true,
          beginAtZero: true,
          grid: {},
          border: { display: false },
          ticks: { font: size, maxTicksLimit: 6, callback: (tick) => figures.format(tick) },
          title: { display: true, text: unit, font: size },
        },
      },
    };
  }

  function draw(figure) {
    const data = read(document.getElementById(figure.dataset.chart));
    if (!data.datasets.some((series) => series.data.some((bar) => bar))) return null;
    for (const series of data.datasets) {
      Object.assign(series, { borderWidth: 1, borderSkipped: false, categoryPercentage: 0.8, maxBarThickness: 56 });
    }
    figure.hidden = false;
    return new Chart(figure.querySelector("canvas"), { type: "bar", data, options: options(figure) });
  }

  const charts = [...document.querySelectorAll("figure[data-chart]")].map(draw).filter(Boolean);
  const repaint = () => charts.forEach(paint);
  repaint();
  dark.addEventListener("change", repaint);
  new MutationObserver(repaint).observe(root, { attributeFilter: ["data-bs-theme"] });
  still.addEventListener("change", () => {
    for (const chart of charts) chart.options.animation = still.matches ? false : { duration: 300 };
  });

  // Paper is white whatever the screen is, and narrower than most windows.
  let theme = null;
  addEventListener("beforeprint", () => {
    theme = root.getAttribute("data-bs-theme");
    root.setAttribute("data-bs-theme", "light");
    for (const chart of charts) chart.resize(640, 200);
    repaint();
  });
  addEventListener("afterprint", () => {
    if (theme === null) root.removeAttribute("data-bs-theme");
    else root.setAttribute("data-bs-theme", theme);
    for (const chart of charts) chart.resize();
    repaint();
  });
})();
