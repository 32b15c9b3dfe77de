/** What publishing would do, before it is done. */
import { ReviewPage } from '../ui/program-form/review-page.tsx';

export default function ProgramReview() {
  return <ReviewPage />;
}
