using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Rpc;

/// <summary>Tells from code and text what a node's error means.</summary>
/// <remarks>
/// Codes alone do not suffice: -32000 and -32005 stand for many things, and providers invent their own. So texts that leave no doubt
/// come first, then codes, then texts that are common words. Sources: JSON-RPC 2.0 section 5.1, EIP-1474, execution-apis (4444), and
/// what geth, Erigon, Besu, reth, Nethermind and the large providers send.
/// </remarks>
internal static class RpcErrorClassifier
{
    private static readonly string[] s_sizeTexts =
    [
        "response too large", "response is too big", "response is too large", "exceeded max limit", "response size exceeded",
        "response size should not", "request entity too large", "content too large", "payload too large", "body too large",
        "request too large", "is too big", "max message response size",
    ];

    private static readonly string[] s_prunedTexts =
    [
        "pruned", "missing trie node", "historical state", "history unavailable", "state is not available", "state not available",
        "archive node", "distance to target block exceeds", "data is not available for block",
    ];

    private static readonly string[] s_methodTexts =
    [
        "method not found", "method is not whitelisted", "not whitelisted", "does not exist/is not available", "method not supported",
        "unsupported method", "method is not supported", "method is not available", "method not available", "method does not exist",
        "unknown method", "method not allowed", "method is not enabled", "method not implemented", "is not part of your plan",
    ];

    // Narrower than the texts below: a batch limit, too, is a "limit exceeded".
    private static readonly string[] s_rateWords = ["rate limit", "rate-limit", "ratelimit", "request rate", "per second"];

    private static readonly string[] s_rateTexts =
    [
        "too many requests", "rate limit", "rate-limit", "ratelimit", "request limit", "requests limit", "limit exceeded", "exceeded the quota",
        "quota", "under too much load", "request rate", "requests per second", "compute units", "capacity exceeded", "exceeded its",
        "throttl", "/billing", "monthly", "daily request", "credits", "slow down", "try again later",
    ];

    private static readonly string[] s_notFoundTexts =
    [
        "header not found", "block not found", "could not find block", "unknown block", "cannot query unfinalized", "after last accepted block",
        "not currently canonical", "requested data is not available", "height must be less than or equal", "invalid block height",
        "block is out of range", "not found: block", "resource not found", "no receipts found", "transaction not found", "block does not exist",
        "future block", "block number is in the future", "head not found", "header for hash not found", "no block found",
    ];

    private static readonly string[] s_unauthorizedTexts =
    [
        "unauthorized", "unauthenticated", "invalid api key", "invalid project id", "must be authenticated", "invalid token", "missing api key",
    ];

    /// <summary>Classifies the error object of a call.</summary>
    /// <param name="code">Its code, where it has one.</param>
    /// <param name="text">Its message and data.</param>
    public static ChainSyncError Classify(int? code, string text)
    {
        if (IsBatchLimit(text) || ContainsAny(text, s_sizeTexts)) return ChainSyncError.RpcLimit;
        return code switch
        {
            429 or 402 or -32029 or -33000 or -33300 or -32007 or -32009 or -32097 => ChainSyncError.RpcRateLimited,
            413 or -32003 or -32020 => Unless(ContainsAny(text, s_rateTexts), ChainSyncError.RpcRateLimited, ChainSyncError.RpcLimit),
            -32005 => ChainSyncError.RpcRateLimited,
            401 or 403 => ChainSyncError.RpcUnauthorized,
            4444 => ChainSyncError.RpcPruned,
            -32601 or -32004 => ChainSyncError.RpcMethodNotFound,
            _ => ClassifyText(code, text),
        };
    }

    /// <summary>Classifies an HTTP status together with what came with it.</summary>
    public static ChainSyncError ClassifyStatus(int status, int? code, string text) => status switch
    {
        429 or 402 => ChainSyncError.RpcRateLimited,
        413 => ChainSyncError.RpcLimit,
        401 or 403 when ContainsAny(text, s_methodTexts) => ChainSyncError.RpcMethodNotFound,
        401 or 403 => Unless(ContainsAny(text, s_rateTexts), ChainSyncError.RpcRateLimited, ChainSyncError.RpcUnauthorized),
        404 when code is null => ChainSyncError.RpcHttpStatus,
        _ => Classify(code, text) is var error and not ChainSyncError.RpcNodeError && (code is not null || error == ChainSyncError.RpcLimit)
            ? error
            : ChainSyncError.RpcHttpStatus,
    };

    /// <summary>The number of calls that a text names as the limit of a batch, or null.</summary>
    /// <remarks>"batch limit 100 exceeded", "batch too large (max 10)", "more than 1000 items in batch": the one number that can be meant.</remarks>
    public static int? FindLimit(string text)
    {
        if (!text.Contains("batch", StringComparison.OrdinalIgnoreCase)) return null;
        int? found = null;
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i])) continue;
            int end = i;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            bool isPartOfWord = i > 0 && (char.IsLetter(text[i - 1]) || text[i - 1] is '-' or '.');
            if (!isPartOfWord && int.TryParse(text.AsSpan(i, end - i), out int number) && number > 0)
                found = found is int smaller ? Math.Min(smaller, number) : number;
            i = end;
        }

        return found;
    }

    /// <summary>Says in words what an error means.</summary>
    public static string Explain(ChainSyncError error) => error switch
    {
        ChainSyncError.RpcRateLimited => "the endpoint limits the rate (--rpc-rate and --rpc-concurrency set a lower one)",
        ChainSyncError.RpcLimit => "the endpoint limits the size of a batch or of its answer (--rpc-batch sets a smaller one)",
        ChainSyncError.RpcUnauthorized => "the endpoint refuses the credentials; check the key, the token or the user in the address",
        ChainSyncError.RpcMethodNotFound => "the node does not know the method",
        ChainSyncError.RpcNotFound => "the node has no such data yet",
        ChainSyncError.RpcPruned => "the node no longer has this data; an archive node has it",
        ChainSyncError.RpcHttpStatus => "the endpoint answers with an HTTP error",
        _ => "the node answers with an error",
    };

    private static bool IsBatchLimit(string text) =>
        text.Contains("batch", StringComparison.OrdinalIgnoreCase)
        && !ContainsAny(text, s_rateWords)
        && (text.Contains("limit", StringComparison.OrdinalIgnoreCase)
            || text.Contains("too large", StringComparison.OrdinalIgnoreCase)
            || text.Contains("too many", StringComparison.OrdinalIgnoreCase)
            || text.Contains("more than", StringComparison.OrdinalIgnoreCase)
            || text.Contains("exceed", StringComparison.OrdinalIgnoreCase)
            || text.Contains("maximum", StringComparison.OrdinalIgnoreCase)
            || text.Contains("not supported", StringComparison.OrdinalIgnoreCase)
            || text.Contains("not allowed", StringComparison.OrdinalIgnoreCase)
            || text.Contains("disabled", StringComparison.OrdinalIgnoreCase));

    private static ChainSyncError ClassifyText(int? code, string text)
    {
        if (ContainsAny(text, s_methodTexts)) return ChainSyncError.RpcMethodNotFound;
        if (ContainsAny(text, s_notFoundTexts)) return ChainSyncError.RpcNotFound;
        if (ContainsAny(text, s_prunedTexts)) return ChainSyncError.RpcPruned;
        if (ContainsAny(text, s_unauthorizedTexts)) return ChainSyncError.RpcUnauthorized;
        if (ContainsAny(text, s_rateTexts)) return ChainSyncError.RpcRateLimited;
        return code == -32001 ? ChainSyncError.RpcNotFound : ChainSyncError.RpcNodeError;
    }

    private static ChainSyncError Unless(bool condition, ChainSyncError then, ChainSyncError otherwise) => condition ? then : otherwise;

    private static bool ContainsAny(string text, string[] needles)
    {
        foreach (string needle in needles)
        {
            if (text.Contains(needle, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
