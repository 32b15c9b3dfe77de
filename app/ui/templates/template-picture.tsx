import type { Template } from '../../program/templates/template.ts';

/** A template's picture. Decoration: its name stands beside it. */
export function TemplatePicture({ template }: { template: Template }) {
  return (
    <img
      className="regulars-gallery-picture"
      src={`/templates/${template.id}.svg`}
      alt=""
      width={320}
      height={180}
      loading="lazy"
    />
  );
}
