/** Files as the server reads them. Nothing rejects, because one missing file must not stop others. */

export interface FolderEntry {
  readonly name: string;
  /** `other`: a link, or what is neither. */
  readonly kind: 'file' | 'folder' | 'other';
}

export interface FileSystem {
  /** The text, read as UTF-8; undefined for what is gone, is no file, is larger or can't be read. */
  read(uri: string, maxBytes: number): Promise<string | undefined>;
  /** Another text has another stamp. Undefined for what is gone, is no file or is larger. */
  stamp(uri: string, maxBytes: number): Promise<string | undefined>;
  /** Empty for a folder that is gone or can't be read. */
  list(folder: string): Promise<readonly FolderEntry[]>;
}
