// Small symmetric matrices, as lists of rows.

type Matrix = readonly (readonly number[])[];

/** The lower triangle L of M = L Lᵀ; undefined unless M is positive definite, with a hair to spare. */
export function cholesky(matrix: Matrix): number[][] | undefined {
  const size = matrix.length;
  const lower = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row]?.[column] ?? 0;
      for (let k = 0; k < column; k++) sum -= (lower[row]?.[k] ?? 0) * (lower[column]?.[k] ?? 0);
      const into = lower[row];
      if (!into) continue;
      if (row === column) {
        if (!(sum > 1e-10 * Math.max(1, Math.abs(matrix[row]?.[row] ?? 0)))) return undefined;
        into[column] = Math.sqrt(sum);
      } else into[column] = sum / (lower[column]?.[column] ?? 1);
    }
  }
  return lower;
}

/** The inverse; where the matrix is not positive definite, that of the matrix with enough added to its diagonal. */
export function invert(matrix: Matrix): number[][] {
  for (let ridge = 0; ; ridge = ridge === 0 ? 1e-9 : ridge * 10) {
    const lower = cholesky(
      matrix.map((row, j) => row.map((each, k) => (j === k ? each + ridge * Math.max(1, each) : each))),
    );
    if (lower || ridge > 1e9) return fromTriangle(lower ?? matrix.map((row) => [...row]));
  }
}

function fromTriangle(lower: Matrix): number[][] {
  const size = lower.length;
  const columns = Array.from({ length: size }, (_, column) => {
    const y = new Array<number>(size).fill(0);
    for (let row = 0; row < size; row++) {
      let sum = row === column ? 1 : 0;
      for (let k = 0; k < row; k++) sum -= (lower[row]?.[k] ?? 0) * (y[k] ?? 0);
      y[row] = sum / (lower[row]?.[row] ?? 1);
    }
    for (let row = size - 1; row >= 0; row--) {
      let sum = y[row] ?? 0;
      for (let k = row + 1; k < size; k++) sum -= (lower[k]?.[row] ?? 0) * (y[k] ?? 0);
      y[row] = sum / (lower[row]?.[row] ?? 1);
    }
    return y;
  });
  return columns[0]?.map((_, row) => columns.map((column) => column[row] ?? 0)) ?? [];
}
