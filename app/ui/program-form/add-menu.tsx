import { ActionList, Button, Popover } from '@shopify/polaris';
import { PlusIcon } from '@shopify/polaris-icons';
import { useState } from 'react';

export interface AddGroup {
  title?: string | undefined;
  items: readonly { label: string; help?: string | undefined; add(): void }[];
}

/** A button that offers what can be added; choosing one adds it and closes the menu. */
export function AddMenu({ label, groups }: { label: string; groups: readonly AddGroup[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      active={isOpen}
      onClose={() => setOpen(false)}
      preferredAlignment="right"
      activator={
        <Button icon={PlusIcon} disclosure onClick={() => setOpen(!isOpen)}>
          {label}
        </Button>
      }
    >
      <ActionList
        actionRole="menuitem"
        sections={groups.map(({ title, items }) => ({
          ...(title === undefined ? {} : { title }),
          items: items.map(({ label: content, help, add }) => ({
            content,
            helpText: help,
            onAction: () => {
              add();
              setOpen(false);
            },
          })),
        }))}
      />
    </Popover>
  );
}
