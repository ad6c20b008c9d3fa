/**
 * What other engines need for one inference of the same models, counted in the same way: every executed instruction in
 * QEMU 7.2, arm-none-eabi-gcc 12.2, Cortex-M4. Bytes equal to the TFLite Micro reference in all rows.
 * TensorFlow Lite Micro 90b983c2 with its own pin of CMSIS-NN (4ab83cc3) at -O2; TinyEngine 47bb283 at -Ofast, integer
 * scaling where not said otherwise; it runs neither kws nor resnet8, and its mcunet-vww1 is a few steps off in the end.
 */
export interface Peer {
  readonly model: string;
  readonly engine: string;
  readonly instructions: number;
  readonly arenaBytes: number;
}

export const PEERS: readonly Peer[] = [
  { model: 'kws_ref_model.tflite', engine: 'TFLite Micro', instructions: 43_040_122, arenaBytes: 22_772 },
  { model: 'kws_ref_model.tflite', engine: 'TFLite Micro + CMSIS-NN', instructions: 7_697_715, arenaBytes: 22_820 },
  { model: 'pretrainedResnet_quant.tflite', engine: 'TFLite Micro', instructions: 107_401_506, arenaBytes: 54_340 },
  { model: 'pretrainedResnet_quant.tflite', engine: 'TFLite Micro + CMSIS-NN', instructions: 29_863_925, arenaBytes: 54_996 },
  { model: 'ad01_int8.tflite', engine: 'TFLite Micro', instructions: 1_952_487, arenaBytes: 2_260 },
  { model: 'ad01_int8.tflite', engine: 'TFLite Micro + CMSIS-NN', instructions: 582_896, arenaBytes: 2_580 },
  { model: 'ad01_int8.tflite', engine: 'TinyEngine', instructions: 802_046, arenaBytes: 3_328 },
  { model: 'mcunet-vww1', engine: 'TFLite Micro', instructions: 188_190_539, arenaBytes: 219_652 },
  { model: 'mcunet-vww1', engine: 'TFLite Micro + CMSIS-NN', instructions: 47_934_957, arenaBytes: 219_716 },
  { model: 'mcunet-vww1', engine: 'TinyEngine, integer scaling', instructions: 43_351_614, arenaBytes: 93_992 },
  { model: 'mcunet-vww1', engine: 'TinyEngine, float scaling (not exact)', instructions: 34_747_482, arenaBytes: 93_992 },
];
