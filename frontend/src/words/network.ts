/** As `words`, for the network: fetched with its page, so that the first page need not carry it. */
import { network } from './en/network.ts';

export type NetworkWords = typeof network;

export const networkWords: NetworkWords = network;
