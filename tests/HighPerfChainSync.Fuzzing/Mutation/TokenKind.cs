namespace HighPerfChainSync.Fuzzing.Mutation;

/// <summary>What a part of an input is.</summary>
internal enum TokenKind
{
    /// <summary>A JSON string, quotes included.</summary>
    Text,

    /// <summary>A JSON number, <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    Literal,

    /// <summary>A JSON object or array, brackets included.</summary>
    Container,

    /// <summary>A member of a JSON object: name, colon and value.</summary>
    Pair,

    /// <summary>A MessagePack value without any that belong to it: of an array or a map the head alone.</summary>
    Packed,
}
