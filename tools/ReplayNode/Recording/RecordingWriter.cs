using System.Buffers;
using System.IO.Compression;
using System.Text.Json;

namespace HighPerfChainSync.ReplayNode.Recording;

/// <summary>Writes a recording. The file appears under its name only when it is complete.</summary>
/// <remarks>Not for concurrent use. The same entries give the same bytes.</remarks>
public sealed class RecordingWriter : IDisposable
{
    private readonly string _path;
    private readonly string _temporaryPath;
    private readonly GZipStream _lines;
    private long _entries;
    private bool _closed;

    private RecordingWriter(string path)
    {
        _path = path;
        _temporaryPath = path + ".partial";
        _lines = new GZipStream(File.Create(_temporaryPath), CompressionLevel.SmallestSize);
    }

    /// <summary>Begins a recording that will be at <paramref name="path"/>; an existing file stays until <see cref="Complete"/>.</summary>
    public static RecordingWriter Create(string path, RecordingHeader header)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(header);
        var writer = new RecordingWriter(path);
        writer.WriteHeader(header);
        return writer;
    }

    /// <summary>Adds a call and its result, both verbatim but for line breaks.</summary>
    public void Write(string method, ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> result) =>
        WriteEntry(method, parameters, ",\"result\":"u8, result);

    /// <summary>Adds a call that the node answered with a JSON-RPC error object.</summary>
    public void WriteError(string method, ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> error) =>
        WriteEntry(method, parameters, ",\"error\":"u8, error);

    /// <summary>Closes the file and gives it its name, in place of a file that is there.</summary>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        _closed = true;
        _lines.Write(TextEncoding.UTF8.GetBytes($"{{\"entries\":{_entries}}}\n"));
        _lines.Dispose();
        File.Move(_temporaryPath, _path, overwrite: true);
    }

    /// <summary>Removes what was written unless it is <see cref="Complete"/>.</summary>
    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        _lines.Dispose();
        File.Delete(_temporaryPath);
    }

    private void WriteHeader(RecordingHeader header)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("format", RecordingHeader.FormatName);
            json.WriteNumber("version", RecordingHeader.Version);
            json.WriteString("chainId", header.ChainId);
            json.WriteString("clientVersion", header.ClientVersion);
            json.WriteNumber("first", header.First);
            json.WriteNumber("last", header.Last);
            json.WriteEndObject();
        }

        _lines.Write(line.WrittenSpan);
        _lines.Write("\n"u8);
    }

    private void WriteEntry(string method, ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> name, ReadOnlySpan<byte> answer)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        _lines.Write("{\"method\":\""u8);
        _lines.Write(JsonEncodedText.Encode(method).EncodedUtf8Bytes);
        _lines.Write("\",\"params\":"u8);
        WriteOnOneLine(parameters);
        _lines.Write(name);
        WriteOnOneLine(answer);
        _lines.Write("}\n"u8);
        _entries++;
    }

    // JSON has line breaks only between tokens, where they mean nothing.
    private void WriteOnOneLine(ReadOnlySpan<byte> json)
    {
        while (true)
        {
            int lineBreak = json.IndexOfAny((byte)'\r', (byte)'\n');
            if (lineBreak < 0) break;
            _lines.Write(json[..lineBreak]);
            json = json[(lineBreak + 1)..];
        }

        _lines.Write(json);
    }
}
