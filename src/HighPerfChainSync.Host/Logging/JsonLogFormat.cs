using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Host.Logging;

/// <summary>Lines for machines: one JSON object with time, level, category, event, message, and the event's own fields.</summary>
internal sealed class JsonLogFormat(TimeProvider time) : ILogLineFormat
{
    private const string OriginalFormat = "{OriginalFormat}";
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public string Format(in LogLine line)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("level", Word(line.Level));
            json.WriteString("category", line.Category);
            if (line.Event.Name is { Length: > 0 } name) json.WriteString("event", name);
            json.WriteString("message", line.Message);
            WriteFields(json, line.Fields);
            if (line.Exception is { } exception) json.WriteString("exception", exception.ToString());
            json.WriteEndObject();
        }

        return TextEncoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteFields(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        bool any = false;
        foreach ((string name, object? value) in fields)
        {
            if (name == OriginalFormat) continue;
            if (!any) json.WriteStartObject("fields");
            any = true;
            json.WritePropertyName(name);
            WriteValue(json, value);
        }

        if (any) json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case IJsonLogValue figures: figures.WriteTo(json); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case ulong number: json.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(Math.Round(number, 3)); break;
            case TimeSpan span: json.WriteNumberValue(Math.Round(span.TotalSeconds, 3)); break;
            default: json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Critical => "fatal",
        LogLevel.Error => "error",
        LogLevel.Warning => "warning",
        LogLevel.Information => "info",
        LogLevel.Debug => "debug",
        _ => "trace",
    };
}
