/** The version of package.json, put in by the build; absent in sources that run as they are. */
declare const PXL_VERSION: string | undefined;

export const VERSION = typeof PXL_VERSION === 'undefined' ? '0.0.0' : PXL_VERSION;
