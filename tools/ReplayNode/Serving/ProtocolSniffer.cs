using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>Lets one cleartext port speak HTTP/1.1 and HTTP/2 by prior knowledge (RFC 9113, section 3.3).</summary>
/// <remarks>
/// Kestrel chooses by ALPN and, without TLS, falls back to HTTP/1.1. A connection that begins with the client preface
/// is therefore handed on as if TLS had negotiated <c>h2</c>.
/// </remarks>
internal sealed class ProtocolSniffer(ConnectionDelegate next)
{
    // No HTTP/1.1 method begins like this: the preface was chosen for that.
    private static ReadOnlySpan<byte> Preface => "PRI "u8;

    internal async Task RunAsync(ConnectionContext connection)
    {
        bool? isHttp2 = await LookAsync(connection.Transport.Input, connection.ConnectionClosed);
        if (isHttp2 is null) return;
        if (isHttp2.Value)
        {
            connection.Features.Set<ITlsConnectionFeature>(new TlsConnectionFeature());
            connection.Features.Set<ITlsApplicationProtocolFeature>(new NegotiatedHttp2());
        }

        await next(connection);
    }

    /// <summary>Reads until the protocol is known and leaves everything unread.</summary>
    /// <returns>Null when the connection ended before.</returns>
    private static async Task<bool?> LookAsync(PipeReader input, CancellationToken closed)
    {
        while (true)
        {
            ReadResult result;
            try
            {
                result = await input.ReadAsync(closed);
            }
            catch (Exception error) when (error is OperationCanceledException or IOException)
            {
                return null;
            }

            ReadOnlySequence<byte> buffer = result.Buffer;
            bool? known = Recognise(buffer);
            input.AdvanceTo(buffer.Start, known is null ? buffer.End : buffer.Start);
            if (known is not null) return known;
            if (result.IsCompleted) return null;
        }
    }

    private static bool? Recognise(ReadOnlySequence<byte> buffer)
    {
        Span<byte> begun = stackalloc byte[Preface.Length];
        begun = begun[..(int)Math.Min(buffer.Length, Preface.Length)];
        buffer.Slice(0, begun.Length).CopyTo(begun);
        if (!Preface.StartsWith(begun)) return false;
        return begun.Length == Preface.Length ? true : null;
    }

    private sealed class NegotiatedHttp2 : ITlsApplicationProtocolFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();
    }
}
