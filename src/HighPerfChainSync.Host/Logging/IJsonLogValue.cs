using System.Text.Json;

namespace HighPerfChainSync.Host.Logging;

/// <summary>A value of a log event with figures of its own: text in a line for people, an object in a line for machines.</summary>
internal interface IJsonLogValue
{
    /// <summary>Writes the value.</summary>
    void WriteTo(Utf8JsonWriter json);
}
