using System.Globalization;

namespace HighPerfChainSync.Checking;

/// <summary>Where a record is stored.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition.</param>
/// <param name="Offset">Offset.</param>
public readonly record struct StoredPlace(string Topic, int Partition, long Offset)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Topic}, partition {Partition}, offset {Offset}");
}
