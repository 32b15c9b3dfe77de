import { BlockStack, Button, Modal } from '@shopify/polaris';
import { ViewIcon } from '@shopify/polaris-icons';
import { createContext, useContext, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { StorefrontPreview } from '../storefront-preview.tsx';
import { useEditor } from './editor-context.tsx';

const OpenPreview = createContext<(() => void) | null>(null);

/**
 * The form beside the storefront as it would be; where there is no room for both, one is opened over the other, from the head of the
 * form and from what is being edited. Nothing floats: it would lie over what is to be pressed.
 */
export function WithPreview({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { program, exampleMinor } = useEditor();
  const [isOpen, setOpen] = useState(false);
  return (
    <OpenPreview.Provider value={() => setOpen(true)}>
      <div className="regulars-beside">
        <BlockStack gap="400">
          <PreviewButton />
          {children}
        </BlockStack>
        <div className="regulars-beside-preview">
          <StorefrontPreview program={program} exampleMinor={exampleMinor} />
        </div>
        <Modal open={isOpen} onClose={() => setOpen(false)} title={t('preview.title')}>
          <StorefrontPreview program={program} exampleMinor={exampleMinor} isFramed={false} />
        </Modal>
      </div>
    </OpenPreview.Provider>
  );
}

/** Opens the storefront over the form; there only where it does not stand beside it. */
export function PreviewButton() {
  const { t } = useTranslation();
  const open = useContext(OpenPreview);
  return (
    open && (
      <div className="regulars-preview-open">
        <Button icon={ViewIcon} onClick={open}>
          {t('preview.open')}
        </Button>
      </div>
    )
  );
}
