import { Banner, List, Link } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ProgramProblem } from '../../program/document.ts';
import type { ProgramDraft } from './draft.ts';
import { useEditor } from './editor-context.tsx';
import { sectionOfPath } from './sections/section-list.ts';

/** What has to be mended before the program can be published, each with the way to its field. */
export function ProblemList({
  problems,
  hasLinks = true,
}: {
  problems: readonly ProgramProblem[];
  hasLinks?: boolean;
}) {
  const { t, i18n } = useTranslation();
  const { draft, showAll } = useEditor();
  const shown = problems.slice(0, 12).map(({ path, code }) => {
    const section = sectionOfPath[String(path[0])] ?? 'game';
    const id = idAt(draft, path);
    const key = `problems.${code}`;
    return {
      key: `${path.join('.')} ${code}`,
      to: `/app/program/${section}${id === undefined ? '' : `?open=${encodeURIComponent(id)}`}`,
      place: t(`program.sections.${section}.title`),
      words: i18n.exists(key) ? t(key) : t('problems.invalid'),
    };
  });
  return (
    <Banner tone="critical" title={t('program.fixFirst')}>
      <List>
        {shown.map(({ key, to, place, words }) => (
          <List.Item key={key}>
            {hasLinks ? (
              <Link url={to} onClick={showAll}>
                {place}
              </Link>
            ) : (
              place
            )}
            {`: ${words}`}
          </List.Item>
        ))}
      </List>
    </Banner>
  );
}

/** The id of the entry that a path leads into: the second or third step of it is its number in a list. */
function idAt(draft: ProgramDraft, [part, second, third]: ProgramProblem['path']): string | undefined {
  switch (part) {
    case 'tiers':
      return draft.tiers?.levels[Number(third)]?.id;
    case 'rules':
    case 'campaigns':
    case 'segments':
    case 'goals':
    case 'rewards':
      return draft[part][Number(second)]?.id;
    default:
      return undefined;
  }
}
