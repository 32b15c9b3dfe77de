import { BlockStack, Button, Modal } from '@shopify/polaris';
import { ViewIcon } from '@shopify/polaris-icons';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { StorefrontPreview } from '../storefront-preview.tsx';
import { useEditor } from './editor-context.tsx';

/** The form beside the storefront as it would be; where there is no room for both, one is opened over the other. */
export function WithPreview({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { program, exampleMinor } = useEditor();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="regulars-beside">
      <BlockStack gap="400">{children}</BlockStack>
      <div className="regulars-beside-preview">
        <StorefrontPreview program={program} exampleMinor={exampleMinor} />
      </div>
      <div className="regulars-preview-open">
        <Button icon={ViewIcon} size="large" onClick={() => setOpen(true)}>
          {t('preview.open')}
        </Button>
      </div>
      <Modal open={isOpen} onClose={() => setOpen(false)} title={t('preview.title')}>
        <StorefrontPreview program={program} exampleMinor={exampleMinor} isFramed={false} />
      </Modal>
    </div>
  );
}
