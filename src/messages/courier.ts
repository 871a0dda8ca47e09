import { systemActor } from '#platform/auth';
import type { Context } from '#platform/context';
import { type HeldLock, holdLock, inTransaction } from '#platform/db';
import { withoutAddresses } from './core/address.ts';
import { presentParcel, type StoredParcel } from './core/present.ts';
import { retryAfter } from './core/retry.ts';
import {
  type Channel,
  type ChannelName,
  type Channels,
  channels,
  type Outcome,
  type Parcel,
} from './model.ts';
import { stopAddress } from './stop.ts';
import {
  markHanding,
  nextCourierNumber,
  nextDue,
  otherCouriers,
  readMode,
  releaseOf,
  type Settled,
  saveSettled,
  takeDue,
} from './store.ts';
import { together } from './together.ts';

/** Of the advisory locks that couriers hold on their numbers. */
const lockKind = 31;

/** What was done in one go. */
export interface Delivered {
  handedOver: number;
  failed: number;
  later: number;
}

/** Hands over what is due. Any number may work beside each other: each message is taken by one of them. */
export interface Courier {
  /** Hands over everything that is due now on every channel, then says what became of it. */
  deliver(): Promise<Delivered>;
  /** When the next message is due; null when none waits. */
  nextDue(): Promise<Date | null>;
  /** Waits for what is being handed over, takes nothing more, and closes the channels. */
  stop(): Promise<void>;
}

export interface CourierOptions {
  context: Omit<Context, 'actor'>;
  /** Of the database, for the connection that shows that this courier lives. */
  databaseUrl: string;
  channels: Channels;
  publicUrl: string;
}

/** How messages of a channel wait that is not set up. */
const notSetUp: Outcome = { kind: 'failed', reason: 'This channel is not set up.', address: false };

export async function createCourier(options: CourierOptions): Promise<Courier> {
  const context: Context = { ...options.context, actor: systemActor };
  const open = async (): Promise<{ number: number; lock: HeldLock }> => {
    const number = await nextCourierNumber(context.db);
    return { number, lock: await holdLock(options.databaseUrl, lockKind, number) };
  };
  let self = await open();
  let stopped = false;
  let running: Promise<Delivered> | undefined;
  const busyUntilMs = new Map<ChannelName, number>();

  async function deliver(): Promise<Delivered> {
    // Without its lock others believe this courier dead, and send what it holds: it goes on under another number.
    if (!self.lock.isHeld()) self = await open();
    await releaseTheDead(context, self.number);
    const exercise = await readMode(context.db);
    const rounds = channels.map((name) =>
      deliverOn(name, {
        context,
        exercise,
        courier: self.number,
        publicUrl: options.publicUrl,
        channel: options.channels[name],
        mayGoOn: () => !stopped && self.lock.isHeld() && !isBusy(name),
        busyFor: (seconds) => busyUntilMs.set(name, context.clock.now().getTime() + seconds * 1_000),
      }),
    );
    const ended = await Promise.allSettled(rounds);
    const fault = ended.find((each) => each.status === 'rejected');
    if (fault) {
      // What could not be written of is found by whoever comes next, as if this courier had died; it takes a new number.
      await self.lock.release();
      throw fault.reason;
    }
    const parts = ended.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const sum = (of: keyof Delivered): number => parts.reduce((total, part) => total + part[of], 0);
    return { handedOver: sum('handedOver'), failed: sum('failed'), later: sum('later') };
  }

  const isBusy = (name: ChannelName): boolean => (busyUntilMs.get(name) ?? 0) > context.clock.now().getTime();

  return {
    async deliver() {
      // Asked for while it runs, it must also see what was written since.
      while (running) await running.catch(() => undefined);
      if (stopped) return { handedOver: 0, failed: 0, later: 0 };
      running = deliver().finally(() => {
        running = undefined;
      });
      return running;
    },
    nextDue: async () => {
      const due = await nextDue(context.db, await readMode(context.db));
      const nowMs = context.clock.now().getTime();
      const pauses = [...busyUntilMs.values()].filter((ms) => ms > nowMs);
      if (due === null || due.getTime() > nowMs || pauses.length === 0) return due;
      return new Date(Math.min(...pauses));
    },
    async stop() {
      stopped = true;
      await running?.catch(() => undefined);
      await self.lock.release();
      await Promise.all(Object.values(options.channels).map((channel) => channel.close()));
    },
  };
}

/** What couriers held that are gone, however they went, is taken up again. */
async function releaseTheDead(context: Context, own: number): Promise<void> {
  for (const { courier } of await otherCouriers(context.db, own)) {
    const { count, doubted } = await inTransaction(context, (tx) => releaseOf(tx, courier, lockKind));
    if (count > 0)
      context.log.warn({ courier, count, doubted }, 'took up what a process left that ended while sending');
  }
}

interface Round {
  context: Context;
  exercise: boolean;
  courier: number;
  publicUrl: string;
  channel: Channel | undefined;
  mayGoOn(): boolean;
  busyFor(seconds: number): void;
}

/** Takes and hands over until nothing is due on this channel. */
async function deliverOn(name: ChannelName, round: Round): Promise<Delivered> {
  const { context, courier, channel } = round;
  const atOnce = channel?.atOnce ?? 50;
  const done: Delivered = { handedOver: 0, failed: 0, later: 0 };
  const marked = new Set<number>();
  const mark = together<number>(async (ids) => {
    for (const { id } of await markHanding(context, courier, ids)) marked.add(id);
  });
  /** False when it was erased, stopped or taken up by another since it was taken here. */
  const isStillOurs = async (id: number): Promise<boolean> => {
    await mark(id);
    return marked.delete(id);
  };
  const settle = together<Settled>((settled) => write(context, courier, settled));
  const supply = createSupply(atOnce, (limit) =>
    takeDue(context, { courier, channel: name, limit, exercise: round.exercise }),
  );
  let broken = false;
  const work = async (): Promise<void> => {
    while (round.mayGoOn() && !broken) {
      const stored = await supply.next();
      if (!stored) return;
      const outcome = await attempt(presentParcel(stored, round.publicUrl), channel, () =>
        isStillOurs(stored.id),
      );
      if (!outcome) continue;
      if (outcome.kind === 'busy') round.busyFor(outcome.afterSeconds);
      const settled = settledOf(stored, outcome, channel?.name ?? 'none', context.clock.now());
      await settle(settled).catch((error: unknown) => {
        broken = true;
        throw error;
      });
      if (settled.state === 'failed') done.failed += 1;
      else if (settled.state === 'queued') done.later += 1;
      else done.handedOver += 1;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, work));
  const fault = ended.find((each) => each.status === 'rejected');
  if (fault) throw fault.reason;
  await giveBack(context, courier, supply.rest());
  return done;
}

/** Messages taken in portions, so that the next portion is there before the last is used up. */
function createSupply(atOnce: number, take: (limit: number) => Promise<StoredParcel[]>) {
  let stock: StoredParcel[] = [];
  let coming: Promise<void> | undefined;
  let dry = false;
  const refill = (): Promise<void> => {
    coming ??= take(atOnce * 10)
      .then((more) => {
        stock.push(...more);
        dry = more.length === 0;
      })
      .finally(() => {
        coming = undefined;
      });
    return coming;
  };
  return {
    async next(): Promise<StoredParcel | undefined> {
      while (stock.length === 0 && !dry) await refill();
      const taken = stock.shift();
      if (stock.length < atOnce && !dry) refill().catch(() => undefined);
      return taken;
    },
    async rest(): Promise<readonly StoredParcel[]> {
      await coming?.catch(() => undefined);
      const left = stock;
      stock = [];
      return left;
    },
  };
}

/** What was taken and not handed over, because the channel had to wait, is for whoever comes next. */
async function giveBack(
  context: Context,
  courier: number,
  rest: Promise<readonly StoredParcel[]>,
): Promise<void> {
  const left = await rest;
  if (left.length === 0) return;
  const settled = left.map(
    ({ id, inDoubt }): Settled => ({
      id,
      state: 'queued',
      dueAt: null,
      doubt: inDoubt,
      counts: false,
      via: 'none',
      reference: null,
      reason: 'It waits for its channel.',
      addressGone: false,
    }),
  );
  await write(context, courier, settled);
}

/** Asks about a message in doubt where that can be asked; otherwise hands it over. Undefined when it is not to be sent now. */
async function attempt(
  parcel: Parcel,
  channel: Channel | undefined,
  isStillOurs: () => Promise<boolean>,
): Promise<Outcome | undefined> {
  if (!channel) return notSetUp;
  if (parcel.inDoubt && channel.hasIt) {
    const found = await channel.hasIt(parcel);
    if (found === undefined)
      return {
        kind: 'try again',
        reason: 'It could not be asked whether this had arrived.',
        doubt: true,
      };
    if (found !== 'no') return { kind: 'handed over', ...found };
  }
  if (!(await isStillOurs())) return undefined;
  try {
    return await channel.send(parcel);
  } catch (error) {
    return { kind: 'try again', reason: `${channel.name}: ${String(error)}`, doubt: true };
  }
}

function settledOf(stored: StoredParcel, outcome: Outcome, via: string, now: Date): Settled {
  const { channel, address } = stored;
  const without = (said: string | null) => said && withoutAddresses(said, channel, address);
  const settled = judged(stored, outcome, via, now);
  return { ...settled, reason: without(settled.reason), reference: without(settled.reference) };
}

function judged(stored: StoredParcel, outcome: Outcome, via: string, now: Date): Settled {
  const base = {
    id: stored.id,
    via,
    dueAt: null,
    doubt: false,
    counts: true,
    reference: null,
    reason: null,
    addressGone: false,
  };
  const later = (seconds: number): string => new Date(now.getTime() + seconds * 1_000).toISOString();
  switch (outcome.kind) {
    case 'handed over':
      return {
        ...base,
        state: outcome.delivered ? 'delivered' : 'handed over',
        reference: outcome.reference ?? null,
        reason: outcome.note ?? null,
      };
    case 'busy':
      return {
        ...base,
        state: 'queued',
        counts: false,
        dueAt: later(outcome.afterSeconds),
        doubt: outcome.doubt ?? false,
        reason: outcome.reason,
      };
    case 'try again': {
      const wait = retryAfter(stored, outcome.afterSeconds);
      const { reason, doubt = false } = outcome;
      return wait === undefined
        ? { ...base, state: 'failed', doubt, reason: `Given up after ${stored.attempts} attempts. ${reason}` }
        : { ...base, state: 'queued', dueAt: later(wait), doubt, reason };
    }
    case 'failed':
      return { ...base, state: 'failed', reason: outcome.reason, addressGone: outcome.address };
  }
}

async function write(context: Context, courier: number, settled: readonly Settled[]): Promise<void> {
  await inTransaction(context, async (tx) => {
    const written = new Set((await saveSettled(tx, courier, settled)).map(({ id }) => id));
    for (const { id, addressGone, reason } of settled)
      if (addressGone && written.has(id)) await stopAddress(tx, id, reason ?? 'It cannot be reached.');
  });
}
