import { BlockStack, Button, Card, InlineStack, Text, TextField } from '@shopify/polaris';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface NoteCardProps {
  note: string;
  isSending: boolean;
  onSave(note: string): void;
}

/** What the shop's people want to remember of a member; the member never sees it. */
export function NoteCard({ note, isSending, onSave }: NoteCardProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(note);
  const saved = useRef(note);
  useEffect(() => {
    const before = saved.current;
    saved.current = note;
    // What is typed while it is being saved stays.
    setText((typed) => ([before, note].includes(typed.trim()) ? note : typed));
  }, [note]);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('member.note.title')}
        </Text>
        <TextField
          label={t('member.note.title')}
          labelHidden
          placeholder={t('member.note.empty')}
          helpText={t('member.note.help')}
          value={text}
          onChange={setText}
          multiline={2}
          maxLength={2_000}
          autoComplete="off"
        />
        {text.trim() !== note && (
          <InlineStack align="end">
            <Button loading={isSending} onClick={() => onSave(text)}>
              {t('member.note.save')}
            </Button>
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}
