/** Anybody's firmware from inside, closed until asked for; also where it faults, which is when one wants to look. */
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import type { Firmware } from '../../../store/index.ts';
import { useJob, useSession } from '../../app/session.tsx';
import { Disclosure, JobBar } from '../../kit/index.ts';

const FirmwareInside = lazy(async () => ({ default: (await import('./FirmwareInside.tsx')).FirmwareInside }));

export function LookInsideFirmware({ firmware: { file, inside } }: { readonly firmware: Firmware }): ReactNode {
  const { actions } = useSession();
  const job = useJob('insideImage');
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (open) void actions.lookInsideFirmware();
  }, [open, file, actions]);
  return (
    <Disclosure title="Look inside this firmware" hint="any instruction since reset, registers, the code with what each line cost" open={open} onToggle={() => setOpen(!open)}>
      <JobBar job={job} name="Looking inside" onStop={() => actions.stop('insideImage')} />
      {inside && <Suspense fallback={<p className="fine">Opening …</p>}><FirmwareInside state={inside} /></Suspense>}
    </Disclosure>
  );
}
