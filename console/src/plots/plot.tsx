// Every plot of the console: bars and lines over a row of labels, in the style sheet's colours, and the same figures as a
// table. A plot is a picture for those who see it; whoever does not, or wants the figures, has the table.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { Listing } from '../tables';
import 'uplot/dist/uPlot.min.css';

export type Tone = 'accent' | 'warm' | 'quiet' | 'bad';
type Value = number | null;

export interface Series {
  name: string;
  kind: 'bars' | 'line' | 'steps' | 'limit';
  tone: Tone;
  values: readonly Value[];
  /** Where each bar begins, if not at 0. */
  from?: readonly number[];
  /** Each bar's own, instead of `tone`. */
  tones?: readonly Tone[];
  /** With an axis of its own, on the right. */
  right?: boolean;
  /** The figure as the table says it, where that is not the value. */
  said?: (index: number) => string;
}

interface Props {
  /** What it shows, in a sentence: read out instead of the picture. */
  told: string;
  labels: readonly string[];
  /** A label as short as the axis wants it. */
  short?: (label: string) => string;
  /** What the labels are: the table's first column. */
  of: string;
  series: readonly Series[];
  unit?: string;
  height?: number;
  /** Magnitudes matter: the left axis is logarithmic, from here on. */
  logFrom?: number;
  /** The same figures stand beside it already. */
  figuresBeside?: boolean;
  /** It goes on by itself: followed each second, but every ten by who wants little motion. */
  live?: boolean;
}

const CALM_MS = 10_000;
const FONT = '12px ui-sans-serif, system-ui, sans-serif';
const LETTER = 7; // an axis label's letter, in pixels

const matches = (query: string): boolean => matchMedia(query).matches;
const colour = (tone: Tone | 'line'): string => getComputedStyle(document.documentElement).getPropertyValue(`--${tone}`).trim();
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** The least and the most that is drawn on one side, 0 included. */
function span(series: readonly Series[], right: boolean): [number, number] {
  let low = 0;
  let high = 0;
  for (const { values, from, right: isRight } of series) {
    if ((isRight ?? false) !== right) continue;
    for (const [i, value] of values.entries()) {
      low = Math.min(low, value ?? 0, from?.[i] ?? 0);
      high = Math.max(high, value ?? 0, from?.[i] ?? 0);
    }
  }
  const room = (high - low || 1) * 0.06;
  return [low === 0 ? 0 : low - room, high === 0 ? 0.001 : high + room];
}

function bars(now: () => readonly Series[]): uPlot.Series.PathBuilder {
  const at = (index: number) => now()[index - 1];
  return uPlot.paths.bars!({
    size: [0.72, 48, 1],
    disp: {
      y0: { unit: 1, values: (_, i) => at(i)?.values.map((_value, n) => at(i)?.from?.[n] ?? 0) ?? [] },
      y1: { unit: 1, values: (_, i) => [...(at(i)?.values ?? [])] },
      fill: { unit: 3, values: (_, i) => at(i)?.values.map((_value, n) => colour(at(i)?.tones?.[n] ?? at(i)?.tone ?? 'quiet')) ?? [] },
    },
  });
}

/** A line's own points are shown where there are so few that it might be none. */
const FEW = 8;

function drawn(series: Series, now: () => readonly Series[]): uPlot.Series {
  const few = (_: uPlot, index: number) => (now()[index - 1]?.values.length ?? 0) < FEW;
  const common = { label: series.name, scale: series.right ? 'right' : 'y', points: { show: false } };
  if (series.kind === 'bars') return { ...common, width: 0, paths: bars(now) };
  const line = { ...common, stroke: () => colour(series.tone), spanGaps: false };
  if (series.kind === 'limit') return { ...line, width: 2, dash: [6, 4] };
  return { ...line, width: 2, ...(series.kind === 'steps' ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {}), points: { show: few, size: 6 } };
}

const axisWidth = (_: uPlot, values: string[] | null): number => Math.max(...(values ?? []).map((text) => text.length), 2) * LETTER + 14;

/** Half a subscriber says nothing. */
const WHOLE = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();

function axes(now: () => Props): uPlot.Axis[] {
  const common = { font: FONT, stroke: () => colour('quiet'), ticks: { show: false } };
  const tens = (_: uPlot, splits: number[]) => splits.map((value) => (Number.isInteger(Math.log10(value)) ? value : null)) as number[];
  const grid = { stroke: () => colour('line'), width: 1, ...(now().logFrom ? { filter: tens } : {}) };
  const magnitudes = (_: uPlot, splits: (number | null)[]) => splits.map((value) => (value === null ? '' : compact.format(Math.abs(value))));
  const shortOf = (label: string) => now().short?.(label) ?? label;
  const longest = () => Math.max(...now().labels.map((label) => shortOf(label).length), 1);
  return [
    {
      ...common,
      grid: { show: false },
      size: 30,
      space: () => longest() * LETTER + 12,
      incrs: [1, 2, 5, 7, 10, 14, 20, 30, 50, 60, 100, 120, 200, 500],
      values: (_, splits) => splits.map((index) => shortOf(now().labels[index] ?? '')),
    },
    { ...common, scale: 'y', grid, size: axisWidth, incrs: WHOLE, values: magnitudes },
    ...(now().series.some(({ right }) => right)
      ? [{ ...common, scale: 'right', side: 1 as const, grid: { show: false }, size: axisWidth, incrs: WHOLE, values: magnitudes }]
      : []),
  ];
}

const dataOf = ({ labels, series }: Props): uPlot.AlignedData => [labels.map((_, i) => i), ...series.map(({ values }) => [...values])];

function made(host: HTMLElement, now: () => Props, hovered: (index: number | null) => void): uPlot {
  const { series, logFrom, height = 240 } = now();
  const range = (right: boolean) => () => span(now().series, right);
  return new uPlot(
    {
      width: host.clientWidth,
      height,
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: () => [-0.6, Math.max(now().labels.length, 1) - 0.4] },
        y: logFrom ? { distr: 3, range: () => [logFrom, Math.max(span(now().series, false)[1], 10 * logFrom)] } : { range: range(false) },
        right: { range: range(true) },
      },
      axes: axes(now),
      series: [{}, ...series.map((each) => drawn(each, () => now().series))],
      hooks: { setCursor: [(plot) => hovered(plot.cursor.idx ?? null)] },
    },
    dataOf(now()),
    host,
  );
}

/** Keeps the picture as wide as its place, and in the colours of the moment. */
function usePicture(props: Props, hovered: (index: number | null) => void) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>();
  const latest = useRef(props);
  const drawnAt = useRef(0);
  latest.current = props;
  const shape = props.series.map(({ name, kind }) => `${name} ${kind}`).join();
  useEffect(() => {
    const place = host.current;
    if (!place) return;
    const picture = made(place, () => latest.current, hovered);
    plot.current = picture;
    const sizes = new ResizeObserver(() => picture.setSize({ width: place.clientWidth, height: picture.height }));
    sizes.observe(place);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => picture.redraw(true, true);
    scheme.addEventListener('change', redraw);
    return () => {
      scheme.removeEventListener('change', redraw);
      sizes.disconnect();
      picture.destroy();
    };
  }, [shape]);
  useEffect(() => {
    const calm = props.live && matches('(prefers-reduced-motion: reduce)') && Date.now() - drawnAt.current < CALM_MS;
    if (calm) return;
    drawnAt.current = Date.now();
    plot.current?.setData(dataOf(props));
  }, [props.labels, props.series]);
  return host;
}

const figure = ({ values, said }: Series, index: number): string => said?.(index) ?? (values[index] ?? '–').toLocaleString('en');

function Table({ of, labels, series, told }: Props) {
  return (
    <Listing label={told} heads={[of, ...series.map(({ name }) => ({ figure: name }))]}>
      {labels.map((label, i) => (
        <tr key={i}>
          <th scope="row">{label}</th>
          {series.map((each) => (
            <td key={each.name} class="figure">
              {figure(each, i)}
            </td>
          ))}
        </tr>
      ))}
    </Listing>
  );
}

/** Made when it is asked for; of what goes on by itself, as it was at that moment. */
function Figures(props: Props) {
  const [opened, setOpened] = useState<Props>();
  return (
    <details class="as-table" onToggle={(e) => setOpened(e.currentTarget.open ? props : undefined)}>
      <summary>The figures as a table</summary>
      {opened && <Table {...(props.live ? opened : props)} />}
    </details>
  );
}

export function Plot(props: Props) {
  const { told, labels, series, unit = '' } = props;
  const id = useId();
  const [at, setAt] = useState<number | null>(null);
  const host = usePicture(props, setAt);
  const label = at === null ? undefined : labels[at];
  return (
    <figure class="plot">
      <div class="picture" role="img" aria-labelledby={id} ref={host} />
      <figcaption>
        <span id={id} class="unseen">
          {told}
        </span>
        <span class="legend" aria-hidden="true">
          {series.map((each) => (
            <span key={each.name}>
              {!each.tones && <i class={`${each.tone} ${each.kind}`} />}
              {each.name}
              {label !== undefined && at !== null && <b> {figure(each, at)}</b>}
            </span>
          ))}
          <span class="quiet">{label ?? unit}</span>
        </span>
      </figcaption>
      {!props.figuresBeside && <Figures {...props} />}
    </figure>
  );
}
