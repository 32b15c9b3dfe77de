import { useFormat } from '../../i18n/use-format.ts';
import { describeChanges, describePicture, type RecordedTierChange, type TierPicture } from '../../tiers/describe.ts';
import { LevelModal, type LevelGift } from './level-modal.tsx';
import { TierCard } from './tier-card.tsx';

interface LevelSectionProps {
  picture: TierPicture;
  changes: readonly RecordedTierChange[];
  canChange: boolean;
  isOpen: boolean;
  refusal: string | null;
  isSending: boolean;
  onOpen(): void;
  onClose(): void;
  onSend(gift: LevelGift): void;
}

/** A member's level, and the dialog that gives one. */
export function LevelSection({ picture, changes, canChange, isOpen, onOpen, ...dialog }: LevelSectionProps) {
  const { locale } = useFormat();
  const tiers = describePicture(picture, locale);
  return (
    <>
      <TierCard
        tiers={tiers}
        history={describeChanges(changes, picture.program.pointName, locale)}
        onGive={canChange ? onOpen : null}
      />
      {isOpen && <LevelModal tiers={tiers} {...dialog} />}
    </>
  );
}
