/** A table of values that scrolls within its card: what a chart shows, for whoever reads rather than sees. */
import { Text } from '@shopify/polaris';
import type { ReactNode } from 'react';

interface ValueTableProps {
  /** Names the table to a screen reader. */
  caption: string;
  columns: readonly string[];
  rows: readonly { key: string; head: ReactNode; cells: readonly string[] }[];
}

export function ValueTable({ caption, columns, rows }: ValueTableProps) {
  return (
    // Whoever uses the keyboard has to be able to scroll what is wider than the card.
    <div className="regulars-values" role="group" aria-label={caption} tabIndex={0}>
      <table>
        <caption>
          <Text as="span" visuallyHidden>
            {caption}
          </Text>
        </caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={index} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, head, cells }) => (
            <tr key={key}>
              <th scope="row">{head}</th>
              {cells.map((cell, index) => (
                <td key={index}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
