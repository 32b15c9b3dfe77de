import { useNavigate } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { Template } from '../../program/templates/template.ts';
import { useEditor } from '../program-form/editor-context.tsx';
import { useDesk } from '../program-form/editor-desk.tsx';
import { ProgramPage } from '../program-form/program-page.tsx';
import { TemplateGallery } from './template-gallery.tsx';
import { TemplateView } from './template-view.tsx';
import { useTemplateWords } from './use-template-words.ts';

export function TemplatesPage() {
  const { t } = useTranslation();
  return (
    <ProgramPage
      title={t('program.templates.title')}
      subtitle={t('program.templates.text')}
      hasPreview={false}
      isOfDraft={false}
    >
      <TemplateGallery linkOf={(id) => `/app/program/templates/${id}`} />
    </ProgramPage>
  );
}

/** Taking a template replaces the draft, not what is live; undo brings the draft back. */
export function TemplatePage({ template }: { template: Template }) {
  const navigate = useNavigate();
  const { exampleMinor } = useEditor();
  const { start } = useDesk();
  const words = useTemplateWords()(template.id);
  return (
    <ProgramPage title={words.name} hasPreview={false} hasReview={false} isOfDraft={false}>
      <TemplateView
        template={template}
        exampleMinor={exampleMinor}
        onUse={(document) => {
          start(document);
          void navigate('/app/program');
        }}
      />
    </ProgramPage>
  );
}
