/**
 * Networks in files of other frameworks, known by how they begin, so that a person who opens one is told what it is and
 * how it becomes an int8 .tflite, the one format here that holds whole numbers and their scales. Sources: onnx.proto
 * (ModelProto), saved_model.proto, the HDF5 file format, PKZIP's local file header.
 */
import { fromUtf8, startsWith } from '../core/lib/index.ts';

const ADVICE = 'tf.lite.TFLiteConverter with a representative data set and int8 inputs and outputs makes an int8 .tflite of it';

/** Fields that follow the version in an ONNX file, as protobuf tags: producer's name and version, domain, model version, documentation, graph, operator sets. */
const ONNX_TAGS = [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42];
const NAME_IN_ZIP = 30;

/** What the file is and what to do with it, or null. */
export function otherFormat(bytes: Uint8Array): string | null {
  const [first, second, third] = bytes;
  if (startsWith(bytes, '\x89HDF\r\n')) return `is an HDF5 file, as Keras saves models; ${ADVICE}`;
  if (first === 0x08 && second === 0x01 && third === 0x12) return `is a TensorFlow SavedModel; ${ADVICE}`;
  if (first === 0x08 && second > 1 && second < 0x20 && ONNX_TAGS.includes(third)) return 'is an ONNX model; onnx2tf -i MODEL -oiqt makes an int8 .tflite of it';
  if (startsWith(bytes, 'PK\x03\x04')) {
    const name = firstName(bytes);
    if (/(^|\/)data\.pkl$|(^|\/)version$|(^|\/)byteorder$/.test(name)) return 'is a PyTorch file; export it with torch.onnx.export, and onnx2tf -i MODEL -oiqt makes an int8 .tflite of that';
    if (name === 'metadata.json' || name === 'config.json') return `is a Keras model; ${ADVICE}`;
  }
  return null;
}

/** Of the first file in a zip. */
function firstName(bytes: Uint8Array): string {
  const length = bytes[26] + 256 * bytes[27];
  try {
    return fromUtf8(bytes.subarray(NAME_IN_ZIP, NAME_IN_ZIP + Math.min(length, 256)));
  } catch {
    return '';
  }
}
