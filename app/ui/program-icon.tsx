import type { icons } from '../program/document.ts';

const paths: Record<(typeof icons)[number], string> = {
  star: 'M10 1.8l2.5 5.3 5.7.8-4.1 4.1 1 5.8-5.1-2.8-5.1 2.8 1-5.8L1.8 7.9l5.7-.8z',
  heart:
    'M10 17.6S1.8 12.9 1.8 7.2C1.8 4.6 3.8 2.6 6.2 2.6c1.6 0 3 .9 3.8 2.2.8-1.3 2.2-2.2 3.8-2.2 2.4 0 4.4 2 4.4 4.6 0 5.7-8.2 10.4-8.2 10.4z',
  bean: 'M15.6 3.6c-3-2.6-8.1-1.7-11.2 1.9s-3 8.9-.1 11.4c1.2-2.6 2.3-4.4 4.6-6.4 2.4-2.1 4.7-3.9 6.7-6.9zm.9 1c-1.7 3.2-4 5.2-6.5 7.2-2.4 2-3.4 3.5-4.4 6 3 1.4 7.4.2 10.1-3s3-7.7.8-10.2z',
  crown: 'M2 5.4l4.1 3.4L10 3l3.9 5.8L18 5.4l-1.5 9.2h-13zM3.6 16h12.8v1.6H3.6z',
  leaf: 'M17.6 2.4C8.5 2 3.4 5.6 3.3 11.2c0 1.3.3 2.5.9 3.6l-1.8 2.4 1.3 1 1.6-2.2c1.2.8 2.6 1.2 4 1.2 6.2-.1 8.6-6.3 8.3-14.8zM6.6 13.7l-.9-1c2.3-3.1 4.5-4.9 8-6.6-2.9 2.3-5 4.5-7.1 7.6z',
};

/** The merchant's icon for points. Decoration: a word always stands beside it. */
export function ProgramIcon({ icon, size = 20 }: { icon: (typeof icons)[number]; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="currentColor" aria-hidden="true" focusable="false">
      <path d={paths[icon]} />
    </svg>
  );
}
