/** Points somebody may spend: so many can be saved up, so many come back each second. */
export interface Bucket {
  key: string;
  capacity: number;
  restoreRate: number;
}

/** What became of a wish for points. */
export interface Taken {
  granted: boolean;
  /** What each bucket holds after it, as far as this process knows. */
  levels: readonly number[];
}

/** Where points are counted. */
export interface PointStore {
  /** Takes the points from every bucket, or from none. At once where no other process has to be asked. */
  take(buckets: readonly Bucket[], points: number): Taken | Promise<Taken>;
  /** Puts back what was taken and not used; answers the levels. */
  giveBack(buckets: readonly Bucket[], points: number): readonly number[];
  /** What each bucket holds, as far as this process knows; nobody is asked. */
  levels(buckets: readonly Bucket[]): readonly number[];
  close(): Promise<void>;
}
