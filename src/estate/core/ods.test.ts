import { describe, expect, it } from 'vitest';
import { tidyPostcode, townOf } from './addresses.ts';
import { interpretOdsRow, isGpSetting, isInScope } from './ods.ts';

const row = (changes: Record<number, string> = {}): string[] => {
  const cells = new Array<string>(27).fill('');
  const usual: Record<number, string> = {
    1: 'G99001',
    2: 'AMBERWICK SURGERY',
    3: 'Y59',
    4: 'QKS',
    5: 'AMBERWICK SURGERY',
    6: '1 HIGH STREET',
    7: 'AMBERWICK',
    8: 'KENT',
    10: 'ME99 1AA',
    11: '19740401',
    13: 'A',
    15: '91Q',
    18: '01632 960001',
    26: '4',
  };
  for (const [number, text] of Object.entries({ ...usual, ...changes })) cells[Number(number) - 1] = text;
  return cells;
};

describe('interpretOdsRow', () => {
  it('reads the old format: status letters and setting codes', () => {
    const { practice, faults } = interpretOdsRow(row(), 7);
    expect(faults).toEqual([]);
    expect(practice).toEqual({
      odsCode: 'G99001',
      name: 'AMBERWICK SURGERY',
      nationalGrouping: 'Y59',
      addressLines: ['AMBERWICK SURGERY', '1 HIGH STREET', 'AMBERWICK', 'KENT'],
      town: 'AMBERWICK',
      postcode: 'ME99 1AA',
      phone: '01632 960001',
      icbCode: 'QKS',
      subIcbCode: '91Q',
      status: 'active',
      prescribingSetting: '4',
      isGpPractice: true,
      openedOn: '1974-04-01',
      closedOn: null,
    });
  });

  it('reads the new format to the same practice: status words and roles', () => {
    const { practice, faults } = interpretOdsRow(row({ 13: 'ACTIVE', 26: 'RO177|RO76' }), 7);
    expect(faults).toEqual([]);
    const old = interpretOdsRow(row(), 7).practice;
    expect(practice).toEqual({ ...old, prescribingSetting: 'RO177|RO76' });
  });

  it('names every fault of a row with its line and column', () => {
    const bad = row({ 1: 'G 1', 2: ' ', 11: '19740431', 12: 'soon', 13: 'OPEN' });
    expect(interpretOdsRow(bad, 9).faults.map((fault) => [fault.line, fault.field])).toEqual([
      [9, 'column 1'],
      [9, 'column 2'],
      [9, 'column 13'],
      [9, 'column 11'],
      [9, 'column 12'],
    ]);
  });

  it.each([
    ['A', 'active'],
    ['c', 'closed'],
    ['D', 'dormant'],
    ['P', 'proposed'],
    ['Active', 'active'],
    ['INACTIVE', 'inactive'],
  ])('reads status %s as %s', (text, status) => {
    expect(interpretOdsRow(row({ 13: text }), 1).practice.status).toBe(status);
  });
});

describe('isGpSetting', () => {
  it.each([
    ['4', true],
    ['RO76', true],
    ['RO177|RO76', true],
    ['RO76|RO87', true],
    ['14', false],
    ['RO760', false],
    ['RO177|RO87', false],
    ['', false],
  ])('%s: %s', (setting, expected) => {
    expect(isGpSetting(setting)).toBe(expected);
  });
});

describe('isInScope', () => {
  const practice = (grouping: string) => interpretOdsRow(row({ 3: grouping }), 1).practice;

  it('is England when no area is named: neither Wales, nor defence, nor the islands', () => {
    expect(['Y54', 'Y63', 'W00', 'Y99', ''].map((grouping) => isInScope(practice(grouping), {}))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('is the board, the sub-ICB or both when they are named', () => {
    expect(isInScope(practice('Y59'), { icb: 'QKS' })).toBe(true);
    expect(isInScope(practice('Y59'), { icb: 'QKS', subIcb: '91Q' })).toBe(true);
    expect(isInScope(practice('Y59'), { icb: 'QKS', subIcb: '92A' })).toBe(false);
    expect(isInScope(practice('Y59'), { subIcb: '92A' })).toBe(false);
  });
});

describe('addresses', () => {
  it.each([
    [['THE SURGERY', 'HIGH STREET', 'AMBERWICK', 'KENT', ''], 'AMBERWICK'],
    [['THE SURGERY', 'HIGH STREET', '', 'AMBERWICK', ''], 'AMBERWICK'],
    [['THE SURGERY', 'HIGH STREET', '', 'AMBERWICK, KENT', ''], 'AMBERWICK'],
    [['1 HIGH STREET', 'AMBERWICK', 'WEST YORKSHIRE', '', ''], 'AMBERWICK'],
    [['AMBERWICK', '', '', '', ''], 'AMBERWICK'],
    [['', '', '', '', ''], ''],
  ])('finds the town of %j', (lines, town) => {
    expect(townOf(lines)).toBe(town);
  });

  it.each([
    ['me991aa', 'ME99 1AA'],
    [' EC1A  1BB ', 'EC1A 1BB'],
    ['M1 1AE', 'M1 1AE'],
    ['Maidstone', undefined],
    ['', undefined],
  ])('tidies %j', (text, expected) => {
    expect(tidyPostcode(text)).toBe(expected);
  });
});
