export { importPrices } from './import-prices.ts';
export { listCatalogModels } from './list-catalog-models.ts';
