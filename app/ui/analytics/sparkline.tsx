/** The course of a figure as one small line; an ornament of the figure beside it, which says it in words. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  const known = values.filter((value): value is number => value !== null);
  if (known.length < 2 || known.every((value) => value === known[0])) return <div className="regulars-spark" />;
  const [lowest, highest] = [Math.min(0, ...known), Math.max(...known)];
  const points = values.flatMap((value, index) =>
    value === null
      ? []
      : [
          `${((index / (values.length - 1)) * 100).toFixed(2)},${(30 - ((value - lowest) / (highest - lowest)) * 28).toFixed(2)}`,
        ],
  );
  return (
    <svg className="regulars-spark" viewBox="0 0 100 32" preserveAspectRatio="none" aria-hidden="true">
      <polygon points={`0,32 ${points.join(' ')} 100,32`} fill="#0a6b52" fillOpacity="0.08" />
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke="#0a6b52"
        strokeWidth="1.75"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
