import { TextField } from '@shopify/polaris';
import { useEditor } from '../editor-context.tsx';
import { put, type Place } from '../place.ts';

/** A color such as #7a5c3e: typed, or taken from the browser's own picker. */
export function ColorField({ place, label }: { place: Place<string>; label: string }) {
  const { errorAt, touch } = useEditor();
  return (
    <TextField
      label={label}
      value={place.value}
      onChange={(text) => put(place, text)}
      onBlur={() => touch(place.path)}
      error={errorAt(place.path)}
      autoComplete="off"
      connectedRight={
        <input
          type="color"
          className="regulars-color"
          aria-label={label}
          value={/^#[0-9a-f]{6}$/i.test(place.value) ? place.value : '#8a8a8a'}
          onChange={(event) => put(place, event.target.value)}
        />
      }
    />
  );
}
