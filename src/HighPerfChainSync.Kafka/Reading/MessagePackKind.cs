namespace HighPerfChainSync.Kafka.Reading;

/// <summary>What a MessagePack token is.</summary>
internal enum MessagePackKind
{
    Nil,
    False,
    True,
    Unsigned,
    Signed,
    Single,
    Double,
    Text,
    Binary,
    Extension,
    Array,
    Map,
}
