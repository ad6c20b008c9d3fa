export { createBridge } from './bridge.ts';
export { keepOffline, type Offline, type OfflineState } from './offline.ts';
