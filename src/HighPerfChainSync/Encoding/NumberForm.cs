namespace HighPerfChainSync.Encoding;

/// <summary>How quantities that can exceed 2^53 are written: prices, amounts, difficulties, gas. docs/formats.md lists them.</summary>
public enum NumberForm
{
    /// <summary>JSON: bare numbers of any length. MessagePack: integers up to 64 bits, decimal text above.</summary>
    Number = 0,

    /// <summary>Decimal text, whatever the value is.</summary>
    String,
}
