import type { Dimension } from "@millrace/protocol";
import type { ReactNode } from "react";
import type { Mood } from "../../format/change.ts";

/** A figure of a row, and what it is exactly for those who point at it. */
export interface Cell {
  readonly shown: string;
  readonly exact?: string | undefined;
  readonly mood?: Mood;
}

export interface Row {
  readonly key: string;
  readonly name: string;
  /** Stands before the name and says nothing new. */
  readonly mark?: ReactNode;
  /** What the bar behind the row stands for. */
  readonly value: number;
  readonly shown: string;
  /** For those who point at the value. */
  readonly exact: string;
  /** Further figures, one for each further head. */
  readonly cells?: readonly Cell[];
  readonly href?: string | undefined;
  readonly isChosen?: boolean;
  /** What is not known: it stands last, without a bar. */
  readonly isRest?: boolean;
  readonly onChoose?: (exclude: boolean) => void;
  /** What it is of, as the server has it. */
  readonly dimension?: Dimension | undefined;
  readonly dimensionValue?: string | undefined;
}
