/**
 * Training on the graphics processor, for those who have one: offered after ten seconds of measuring on their own
 * machine, with the ratio found, and marked wherever its weights are used, since they cannot be had again bit by bit.
 */
import { useState, type ReactNode } from 'react';
import { count } from '../../charts/index.ts';
import type { GpuPace } from '../../engine/index.ts';
import { useJob, useResults, useSession, useView } from '../app/session.tsx';
import { Button, Choice, JobBar } from '../kit/index.ts';

/** Whether there is anything to measure; whether it runs, only the measurement tells. */
const graphicsHere = (): boolean => 'gpu' in navigator || document.createElement('canvas').getContext('webgl2') !== null;

/** @param training whether it is under way, when the machine has no time to be measured */
export function GpuOffer({ training }: { readonly training: boolean }): ReactNode {
  const { actions, view } = useSession();
  const pace = useResults((state) => state.gpuPace);
  const trainedOn = useResults((state) => state.training?.result?.trainedOn);
  const device = useView((state) => state.device);
  const job = useJob('measureGpu');
  const [graphics] = useState(graphicsHere);
  const mark = trainedOn !== undefined && (
    <p className="notice" role="note">
      <span>The supernet below is <strong>not reproducible (trained on {trainedOn})</strong>: the same recipe gives other bytes elsewhere, and again here. So do the networks found in it.</span>
    </p>
  );
  if (!graphics) {
    return (
      <>
        <p className="fine">This browser offers neither WebGPU nor WebGL, so training runs on the processor.</p>
        {mark}
      </>
    );
  }
  return (
    <>
      <div className="actions">
        <Button disabled={training || job.status === 'running'} onClick={() => void actions.measureGpu()}>Measure this machine’s GPU</Button>
        <span className="hint">{pace ? verdict(pace) : 'Ten seconds of this training, half on the graphics processor, half on the processor.'}</span>
      </div>
      {pace && (
        <Choice label="Train on" value={device}
          options={[{ value: 'cpu', label: 'processor' }, { value: 'gpu', label: `${pace.name}, not reproducible` }]}
          onChange={(chosen) => view.setState({ device: chosen })} />
      )}
      <JobBar job={job} name="Measuring the GPU" onStop={() => actions.stop('measureGpu')} />
      {mark}
    </>
  );
}

/** Two digits are what ten seconds can tell. */
function verdict({ name, ratio, gpu, processor }: GpuPace): string {
  const times = `${ratio < 0.01 ? 'less than 0.01' : Number(ratio.toPrecision(2))} times as fast`;
  const rates = `${rate(gpu)} against ${rate(processor)} examples/s`;
  return ratio >= 1 ? `${name} trains ${times} here: ${rates}.` : `${name} is slower here: ${times}, ${rates}.`;
}

const rate = (perSecond: number): string => (perSecond < 10 ? perSecond.toFixed(1) : count(Math.round(perSecond)));
