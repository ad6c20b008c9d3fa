import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildNet } from '../net/index.ts';
import { mobileNetV2, parseMcunetJson, publishedNetworks } from '../space/index.ts';
import { flash, macs, parameters } from './index.ts';

const net = (name: string) => buildNet(publishedNetworks.find((architecture) => architecture.name === name)!);
const printed = (value: number, digits: number): string => (value / 1e6).toFixed(digits);

describe('MACs and parameters as in the README of MCUNet, to the printed digit', () => {
  test.each([
    ['mcunet-in0', '6.4', '0.75'], ['mcunet-in1', '12.8', '0.64'], ['mcunet-in2', '67.3', '0.73'],
    ['mcunet-in3', '81.8', '0.74'], ['mcunet-in4', '125.9', '1.73'], ['mcunet-vww1', '11.6', '0.43'],
  ])('%s: %s M MACs, %s M parameters', (name, millionMacs, millionParameters) => {
    expect(printed(macs(net(name)), 1)).toBe(millionMacs);
    expect(printed(parameters(net(name)), 2)).toBe(millionParameters);
  });
  test('mbv2-w0.35 at 144: 23.5 M MACs, 0.75 M parameters', () => {
    const baseline = buildNet(mobileNetV2(0.35, 144, 448));
    expect([printed(macs(baseline), 1), printed(parameters(baseline), 2)]).toEqual(['23.5', '0.75']);
  });
  test('vww1 has the 11.58 M MACs of its tflite file', () => expect(printed(macs(net('mcunet-vww1')), 2)).toBe('11.58'));
});

describe('flash as in the README of TinyEngine, to 2 KiB', () => {
  test.each([['mcunet-in0', 842], ['mcunet-in1', 727], ['mcunet-in2', 830], ['mcunet-in3', 835], ['mcunet-in4', 1825]])('%s: %i KiB', (name, kib) => {
    const { total, weights, tables, code } = flash(net(name));
    expect(Math.abs(total / 1024 - kib)).toBeLessThan(2);
    expect(weights + tables + code).toBe(total);
  });
});

describe.skipIf(!existsSync('../shared/fixtures/nas'))('the published architecture files (need the shared fixtures)', () => {
  test.each([['mcunet-256kb-1mb_imagenet.json', '67.3', '0.73'], ['mcunet-320kb-1mb_imagenet.json', '81.8', '0.74']])('%s: %s M MACs, %s M parameters', (file, millionMacs, millionParameters) => {
    const read = buildNet(parseMcunetJson(readFileSync(`../shared/fixtures/nas/${file}`, 'utf8'), file));
    expect(printed(macs(read), 1)).toBe(millionMacs);
    expect(printed(parameters(read), 2)).toBe(millionParameters);
  });
});
