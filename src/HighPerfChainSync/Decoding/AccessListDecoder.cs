using System.Text.Json;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Decoding;

/// <summary>Decodes a transaction's access list (EIP-2930).</summary>
internal sealed class AccessListDecoder(DecodeContext context)
{
    private static readonly FieldTable<Field> s_fields = new("access list entry",
    [
        new("address", Field.Address, Required: true),
        new("storageKeys", Field.StorageKeys),
        new("storage_keys", Field.StorageKeys), // Frontier's name for it.
    ]);

    private enum Field : byte
    {
        Address,
        StorageKeys,
    }

    public void DecodeAll(ref Utf8JsonReader reader, BlockData block, ref TransactionRecord transaction)
    {
        context.RequireArray(ref reader);
        transaction.AccessListStart = block.AccessList.Count;
        for (int i = 0; context.NextItem(ref reader, i); i++)
        {
            Decode(ref reader, block, ref block.AccessList.Add());
        }

        transaction.AccessListCount = block.AccessList.Count - transaction.AccessListStart;
        transaction.Present |= TransactionFields.AccessList;
    }

    private void Decode(ref Utf8JsonReader reader, BlockData block, ref AccessListRecord entry)
    {
        bool hasKeys = false;
        ulong seen = 0;
        context.Enter(ref reader, s_fields);
        while (context.NextField(ref reader, s_fields, ref seen, out Field field))
        {
            switch (field)
            {
                case Field.Address:
                    entry.Address = JsonValue.ReadAddress(ref reader, context);
                    break;
                case Field.StorageKeys:
                    if (hasKeys) context.Throw(ref reader, "the storage keys appear under two names");
                    entry.StorageKeys = DataReader.ReadWords(ref reader, context, block.Arena);
                    hasKeys = true;
                    break;
            }
        }

        if (!hasKeys) context.ThrowMissing("storageKeys");
        context.Leave();
    }
}
